"""The maker: a process that makes one list, and gives way to everybody who browses meanwhile."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.lists.files import write
from wechoose.lists.sheet import Sheet
from wechoose.lists.signers import signers

T = TypeVar("T")

# -P: nothing is imported from the folder that we happen to be in.
COMMAND = (sys.executable, "-P", "-m", "wechoose.lists.maker")
# Whatever else wants the processor goes first.
NICENESS = 10


class Task(msgspec.Struct, frozen=True):
    """What a maker must know. It comes through standard input: arguments can be seen by everybody on a machine."""

    database_url: str
    secret_keys: tuple[str, ...]
    demand_id: int
    state: str | None
    form: str
    sheet: Sheet | None = None


def run(kind: type[T], make: Callable[[T], AsyncGenerator[bytes, None]]) -> None:
    """The task comes in, the file goes out."""
    os.nice(NICENESS)
    try:
        asyncio.run(_pour(make(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=kind))))
    except BrokenPipeError:
        # Nobody wants it any more; Python would try once more to get rid of what is left.
        os._exit(1)
    except Exception as error:
        # Python would print the words of the error, and they may quote a signer. Imported now, because it takes 6 MB.
        from wechoose.base import logs

        logs.configure()
        logs.log.error("list_broke_off", error=error)
        sys.exit(1)


async def _pour(chunks: AsyncGenerator[bytes, None]) -> None:
    async with aclosing(chunks):
        async for chunk in chunks:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()


async def _make(task: Task) -> AsyncGenerator[bytes, None]:
    database = await Database.open(task.database_url, connections=1)
    try:
        batches = signers(database, Seals(task.secret_keys), task.demand_id, task.state)
        async for chunk in write(task.form, batches, task.sheet):
            yield chunk
    finally:
        await database.close()


if __name__ == "__main__":
    run(Task, _make)
