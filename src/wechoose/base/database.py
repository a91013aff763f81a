"""The database: a pool of connections and the one way to open a transaction."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from wechoose.base import clock
from wechoose.base.refusals import Contended, Unavailable

Connection = asyncpg.Connection | PoolConnectionProxy
Row = asyncpg.Record

CONNECTIONS = 8
# How long a request waits for its turn, or a new connection for the server, before the visitor is asked to come back.
WAIT_SECONDS = 8.0
STATEMENT_SECONDS = 20.0

# What a database that is away, restarting or full answers with; the visitor is asked to come back.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # What the driver says of a connection that the server cut between two statements.
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.QueryCanceledError,
    ConnectionError,
    TimeoutError,
    OSError,
)
CONTENDED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)

# Connections that are kept for one kind of work each, opened when first used: what a crowd waits for must not wait for
# what the crowd holds, and the desk must not wait for the crowd.
SHARES = {"looks": 1, "signing": 2, "verifying": 2, "desk": 2, "reading": 1}

# These can't change anything, also where no transaction says so.
READ_ONLY = {"reading"}


class Database:
    """A pool that heals itself: a broken connection is replaced at its next use, a restart needs no restart of ours."""

    def __init__(self, url: str, pool: asyncpg.Pool, shares: dict[str, asyncpg.Pool]) -> None:
        self.url, self._pool, self._shares = url, pool, shares

    @classmethod
    async def open(cls, url: str, connections: int = CONNECTIONS) -> Self:
        shares = {
            name: await _open_pool(url, most, read_only=name in READ_ONLY) for name, most in SHARES.items()
        }
        return cls(url, await _open_pool(url, connections), shares)

    async def close(self) -> None:
        for pool in (self._pool, *self._shares.values()):
            try:
                await asyncio.wait_for(pool.close(), timeout=5)
            except TimeoutError:
                pool.terminate()

    @asynccontextmanager
    async def transaction(
        self, *, read_only: bool = False, share: str | None = None
    ) -> AsyncIterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises Unavailable when the database is away. A reader gets a read-only transaction with one snapshot, so that
        what a GET must not change, it can't. `share` names one of SHARES instead of the common connections.
        """
        isolation = "repeatable_read" if read_only else "read_committed"
        pool = self._pool_of(share)
        try:
            async with (
                pool.acquire(timeout=WAIT_SECONDS) as db,
                db.transaction(isolation=isolation, readonly=read_only),
            ):
                yield db
        except CONTENDED as error:
            raise Contended from error
        except AWAY as error:
            raise Unavailable from error

    @asynccontextmanager
    async def statement(self, share: str | None = None) -> AsyncIterator[Connection]:
        """For single statements, each a transaction by itself; raises as `transaction` does."""
        try:
            async with self._pool_of(share).acquire(timeout=WAIT_SECONDS) as db:
                yield db
        except CONTENDED as error:
            raise Contended from error
        except AWAY as error:
            raise Unavailable from error

    def _pool_of(self, share: str | None) -> asyncpg.Pool:
        return self._shares[share] if share else self._pool

    async def compare_clocks(self) -> None:
        async with self.transaction(read_only=True) as db:
            asked_at = time.time()
            database_time: Any = await db.fetchval("select clock_timestamp()")
            clock.compare(database_time, asked_at)

    async def prepare(self, statements: dict[str, str]) -> None:
        """Let PostgreSQL read every statement, so that a typo stops the start and not a supporter."""
        async with self.transaction(read_only=True) as db:
            for name, statement in statements.items():
                try:
                    await db.prepare(statement)
                except asyncpg.PostgresError as error:
                    raise RuntimeError(f"the query {name} can't be prepared: {error}") from error


async def _open_pool(url: str, connections: int, *, read_only: bool = False) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=connections,
        timeout=WAIT_SECONDS,
        command_timeout=STATEMENT_SECONDS,
        max_inactive_connection_lifetime=300,
        reset=_leave_as_it_is,
        server_settings={"default_transaction_read_only": "on"} if read_only else None,
    )


async def _leave_as_it_is(_connection: Connection) -> None:
    """Nothing outlives a transaction here, so there is nothing to reset: a round trip saved on every request."""


async def connect(url: str) -> asyncpg.Connection:
    """One connection outside any pool, for commands."""
    try:
        return await asyncpg.connect(url, timeout=10)
    except (*AWAY, asyncpg.PostgresError) as error:
        raise Unavailable(
            f"The database does not answer ({type(error).__name__}); see DATABASE_URL."
        ) from None


def values(row: Row | None) -> dict[str, Any]:
    return dict(row) if row else {}
