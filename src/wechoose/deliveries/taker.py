"""The taker: a process that puts together the archive that a leader takes, and gives way to everybody else."""

import sys
from collections.abc import AsyncGenerator

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.deliveries.archive import Archive, Member, Source, packet_members, whole_members
from wechoose.deliveries.deliveries import find_delivery, packets_of
from wechoose.lists.maker import run
from wechoose.seals.hashes import WHOLE, note_hashes
from wechoose.seals.seal_key import seal_keys

COMMAND = (sys.executable, "-P", "-m", "wechoose.deliveries.taker")


class Task(msgspec.Struct, frozen=True):
    """The whole delivery, or the packet of one official; of it one file alone, or "" for all as an archive."""

    database_url: str
    secret_keys: tuple[str, ...]
    code: str
    official_id: int | None
    file: str = ""


async def _make(task: Task) -> AsyncGenerator[bytes, None]:
    database = await Database.open(task.database_url, connections=1)
    try:
        async for piece in take(database, Seals(task.secret_keys), task):
            yield piece
    finally:
        await database.close()


async def take(database: Database, seals: Seals, task: Task) -> AsyncGenerator[bytes, None]:
    async with database.transaction(read_only=True) as db:
        delivery = await find_delivery(db, task.code)
        packets = [each for each in await packets_of(db, delivery.delivery_id) if each.status == "ready"]
        keys = await seal_keys(db, seals)
    source = Source(database, seals, delivery.delivery_id)
    if task.official_id is None:
        members = whole_members(source, packets, keys)
    else:
        packet = next(each for each in packets if each.official_id == task.official_id)
        members = packet_members(source, packet)
    if task.file:
        async for piece in _alone(members, task.file):
            yield piece
        return
    async for piece in _noting(database, Archive(members, task.official_id or WHOLE), delivery.delivery_id):
        yield piece


async def _noting(database: Database, archive: Archive, delivery_id: int) -> AsyncGenerator[bytes, None]:
    """Whoever gets the last piece can ask for the hash of what they have."""
    last = b""
    async for piece in archive.pieces():
        if last:
            yield last
        last = piece
    async with database.transaction() as db:
        await note_hashes(db, delivery_id, archive.hashes)
    yield last


async def _alone(members: list[Member], name: str) -> AsyncGenerator[bytes, None]:
    async for piece in next(member for member in members if member.name == name).pieces():
        yield piece


if __name__ == "__main__":
    run(Task, _make)
