"""Imports: officials come from files, again and again, and what leaders wrote over them stays."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.officials.comparing import Origin, Plan, Present, Row, compare
from wechoose.officials.deeds import By, write_down
from wechoose.officials.files import File
from wechoose.officials.officials import Fields, sorted_as
from wechoose.officials.shapes import SHAPES
from wechoose.officials.texts import in_search

sql = queries("officials/imports")


async def plan_import(db: Connection, file: File, origin: Origin) -> Plan:
    """What the file would change. Thought over in a thread, so that nobody waits for 18,000 school districts."""
    rows = await sql.present(db, kinds=list(SHAPES[file.name].kinds))
    return await asyncio.to_thread(lambda: compare(file, origin, map(_present, rows)))


async def import_officials(
    db: Connection, file: File, origin: Origin, by: By, seen: str | None = None
) -> Plan | None:
    """Bring the file in and write it down; 18,000 rows take two seconds.

    None, and nothing done, when that would do something else than the plan with the digest `seen`.
    """
    await sql.lock_officials(db)
    plan = await plan_import(db, file, origin)
    if seen is not None and plan.digest != seen:
        return None
    if plan.rows:
        columns = await asyncio.to_thread(_columns, plan.rows)
        await sql.put(db, in_office=SHAPES[file.name].adds, **columns)
    await sql.mark_gone(db, official_ids=[each.official_id for each in plan.gone], at=clock.now())
    details = {"as_of": origin.as_of.isoformat(), **plan.counts}
    await write_down(db, acts.IMPORTED_OFFICIALS, f"officials {file.name}", by, details)
    return plan


async def note_import(db: Connection, name: str, origin: Origin, *, is_shipped: bool) -> None:
    """That a file was brought in by the server itself or by command."""
    at = clock.now()
    await sql.add_import(
        db,
        file=name,
        source=origin.source,
        source_date=origin.as_of,
        content=None,
        is_shipped=is_shipped,
        leader_id=None,
        at=at,
        applied_at=at,
    )


async def in_force(db: Connection) -> dict[str, Mapping[str, Any]]:
    """Of each kind of file the one that was brought in last: its source, source_date and applied_at."""
    return {row["file"]: row for row in await sql.in_force(db)}


def committees_of(said: Fields) -> list[str]:
    return sorted({each.code for each in said.committees})


def searched(said: Fields) -> str:
    """What the desk's search looks through; kind and state are chosen and not typed."""
    return in_search(" ".join((said.name, said.place, said.title, said.address)))


def _present(row: Mapping[str, Any]) -> Present:
    said = {name: msgspec.json.decode(row[name]) for name in ("imported", "edits")}
    return Present(**{**row, **said})


def _columns(rows: Sequence[Row]) -> dict[str, list]:
    said = [row.said for row in rows]
    return {f"{name}s": [getattr(row, name) for row in rows] for name in PLAIN} | {
        "imported": [in_json(row.imported) for row in rows],
        "edits": [in_json(row.edits) for row in rows],
        "sorted_as": [sorted_as(each) for each in said],
        "committees": [" ".join(committees_of(each)) for each in said],
        "searched": [searched(each) for each in said],
    }


PLAIN = ("source_key", "kind", "state", "district", "source", "source_date")


def in_json(said: Mapping[str, Any]) -> str:
    return msgspec.json.encode(said).decode()
