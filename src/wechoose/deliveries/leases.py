"""Leases: a delivery is built by one builder at a time, and by another one when nothing is heard of it any more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Database
from wechoose.base.queries import queries
from wechoose.deliveries.troubles import DIED

sql = queries("deliveries/leases")

# After a crash a delivery waits this long; who builds it says every second that it does.
LEASE = timedelta(seconds=15)
# Without a packet coming ready in between.
MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=1)
# Who verified just before a cut-off may not be committed yet; no statement of signing may take this long.
SETTLED = timedelta(seconds=25)


class Lost(Exception):
    """Somebody else builds this delivery now, or nobody wants it any more."""


class Claim(msgspec.Struct, frozen=True):
    """`attempts` counts this one, since a packet was last ready; `lease` is known to nobody who took it up before.

    `trouble` is what stopped the last one, if somebody could say.
    """

    delivery_id: int
    lease: int
    attempts: int
    trouble: str = ""


class Lease:
    """A claim in the hands of its builder. Nothing is written but in its transactions, which a lost one can't open."""

    def __init__(self, database: Database, claim: Claim) -> None:
        self.database, self.delivery_id = database, claim.delivery_id
        self._lease = claim.lease
        self._packet: int | None = None
        self._done = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Raises Lost, before anything was written, when the delivery is not ours any more."""
        async with self.database.transaction() as db:
            until = clock.now() + LEASE
            if not await sql.hold(db, delivery_id=self.delivery_id, lease=self._lease, leased_until=until):
                raise Lost
            yield db

    def advance(self, official_id: int, done: int) -> None:
        """So many rows of this packet are written; noted when next renewed."""
        self._packet, self._done = official_id, done

    async def renew(self) -> None:
        async with self.transaction() as db:
            if self._packet is not None:
                key = {"delivery_id": self.delivery_id, "official_id": self._packet}
                await sql.note_done(db, **key, done=self._done)

    async def finish(self) -> None:
        async with self.transaction() as db:
            await sql.finish(db, delivery_id=self.delivery_id, lease=self._lease, now=clock.now())


async def claim(db: Connection) -> Claim | None:
    """The delivery that is due longest. One that was tried too often has failed."""
    now = clock.now()
    while row := await sql.claim(db, now=now, leased_until=now + LEASE, settled=now - SETTLED):
        claimed = Claim(**row)
        if claimed.attempts <= MOST_ATTEMPTS:
            return claimed
        await fail(db, claimed, claimed.trouble or DIED)
    return None


async def put_back(db: Connection, claimed: Claim, trouble: str = "") -> None:
    """It is tried again after a while, longer each time; without trouble at once, and as if it had not been tried."""
    wait = FIRST_WAIT * 2 ** (claimed.attempts - 1) if trouble else timedelta()
    await sql.put_back(
        db,
        delivery_id=claimed.delivery_id,
        lease=claimed.lease,
        due_at=clock.now() + wait,
        trouble=trouble,
        uncounted=0 if trouble else 1,
    )


async def fail(db: Connection, claimed: Claim, trouble: str) -> None:
    """Nobody tries any more, until a leader asks for it."""
    await sql.fail(db, delivery_id=claimed.delivery_id, lease=claimed.lease, trouble=trouble, now=clock.now())
