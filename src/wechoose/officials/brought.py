"""Brought files: a leader's, or one that comes with the program, is looked at first and then brought in."""

import asyncio
import zlib
from datetime import timedelta

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.officials.comparing import Origin, Plan
from wechoose.officials.deeds import By
from wechoose.officials.files import LARGEST, File, read_file
from wechoose.officials.imports import import_officials, plan_import
from wechoose.officials.shipped import read_shipped, shipments

sql = queries("officials/imports")

# What nobody brought in by then, nobody will.
KEPT = timedelta(days=1)


class Brought(msgspec.Struct, frozen=True):
    import_id: int
    file: File
    origin: Origin


async def bring(db: Connection, content: bytes, file: File, origin: Origin, by: By) -> int:
    """Keep a leader's file, read from this content, to be looked at; its number."""
    packed = await asyncio.to_thread(zlib.compress, content)
    return await _add(db, file.name, origin, by, packed)


async def bring_shipped(db: Connection, name: str, by: By) -> int:
    """The same for the shipped file of this name; raises NotFound."""
    if name not in shipments():
        raise NotFound
    return await _add(db, name, shipments()[name].origin, by, None)


async def find_brought(db: Connection, import_id: int) -> Brought:
    """Raises NotFound, also for what was brought in already."""
    row = await sql.find_import(db, import_id=import_id) if import_id < 2**31 else None
    if row is None:
        raise NotFound(_("This file was brought in already, or was left for more than a day."))
    if row["is_shipped"]:
        return Brought(import_id, await read_shipped(row["file"]), shipments()[row["file"]].origin)
    file = await asyncio.to_thread(lambda: read_file(_unpack(row["content"])))
    return Brought(import_id, file, Origin(row["source"], row["source_date"]))


async def look(db: Connection, brought: Brought) -> Plan:
    return await plan_import(db, brought.file, brought.origin)


async def bring_in(db: Connection, brought: Brought, seen: str, by: By) -> bool:
    """Do what the plan with this digest said; false, and nothing done, when it would be something else by now."""
    if await import_officials(db, brought.file, brought.origin, by, seen) is None:
        return False
    await sql.mark_applied(db, import_id=brought.import_id, at=clock.now())
    return True


async def forget(db: Connection, import_id: int) -> None:
    await sql.forget_imports(db, import_id=import_id, before=clock.now() - KEPT)


async def _add(db: Connection, name: str, origin: Origin, by: By, content: bytes | None) -> int:
    await forget(db, 0)
    return await sql.add_import(
        db,
        file=name,
        source=origin.source,
        source_date=origin.as_of,
        content=content,
        is_shipped=content is None,
        leader_id=by.leader_id,
        at=clock.now(),
        applied_at=None,
    )


def _unpack(content: bytes) -> bytes:
    return zlib.decompressobj().decompress(content, LARGEST)
