"""The maker of a partner's list: a process of its own, as lists of signers have."""

import sys
from collections.abc import AsyncGenerator

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.lists.maker import run
from wechoose.reach.listed import Keys, tables
from wechoose.reach.packing import pack

COMMAND = (sys.executable, "-P", "-m", "wechoose.reach.maker")


class Task(msgspec.Struct, frozen=True):
    """What the maker must know; `readme` is in the language of who asks."""

    database_url: str
    secret_keys: tuple[str, ...]
    address_key: bytes
    partner_id: int
    form: str
    readme: str


async def _make(task: Task) -> AsyncGenerator[bytes, None]:
    database = await Database.open(task.database_url, connections=1)
    keys = Keys(Seals(task.secret_keys), task.address_key, task.partner_id)
    try:
        async with database.transaction(read_only=True) as db:
            async for chunk in pack(task.form, await tables(db, keys), task.readme):
                yield chunk
    finally:
        await database.close()


if __name__ == "__main__":
    run(Task, _make)
