"""Shipped: the files of officials that come with this program, with their sources and dates."""

import asyncio
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.officials.comparing import Origin, Plan
from wechoose.officials.deeds import By
from wechoose.officials.files import File, read_file
from wechoose.officials.imports import import_officials, note_import, sql

DATA = Path(__file__).with_name("data")


class Shipment(msgspec.Struct, frozen=True):
    """A shipped file; `older` are days with the offices that the file knows only as of then."""

    path: str
    source: str
    as_of: date
    license: str
    older: dict[str, list[str]] = {}

    @property
    def origin(self) -> Origin:
        older = {key: date.fromisoformat(day) for day, keys in self.older.items() for key in keys}
        return Origin(self.source, self.as_of, older)


@cache
def shipments() -> dict[str, Shipment]:
    """By the name of their shape, in the order in which they must be brought in."""
    return msgspec.convert(
        tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8")), dict[str, Shipment]
    )


async def read_shipped(name: str) -> File:
    path = DATA / shipments()[name].path
    return await asyncio.to_thread(lambda: read_file(path.read_bytes()))


async def import_shipped(db: Connection, names: Iterable[str] = ()) -> list[Plan]:
    """Bring in these shipped files, all unless named; committees only after Congress."""
    plans = []
    for name in names or shipments():
        origin = shipments()[name].origin
        plan = await import_officials(db, await read_shipped(name), origin, By(None))
        await note_import(db, name, origin, is_shipped=True)
        plans += [plan] if plan else []
    return plans


async def import_brought(db: Connection, content: bytes, origin: Origin) -> Plan:
    """Bring in a file by command; raises Refusal with a sentence."""
    try:
        file = await asyncio.to_thread(read_file, content)
    except ValueError as error:
        raise Refusal(str(error)) from None
    plan = await import_officials(db, file, origin, By(None))
    assert plan is not None
    await note_import(db, file.name, origin, is_shipped=False)
    return plan


async def move_in(db: Connection) -> bool:
    """All shipped officials, into a site that has none yet; true when it did. Takes two seconds."""
    async with db.transaction():
        await sql.lock_officials(db)
        if await sql.are_there_officials(db):
            return False
        await import_shipped(db)
        return True
