"""Imports: officials come from files, again and again, and what leaders wrote over them stays."""

from collections.abc import Sequence

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.officials.comparing import Origin, Plan, Present, Row, compare
from wechoose.officials.files import File
from wechoose.officials.officials import Fields, sorted_as, written_over
from wechoose.officials.shapes import SHAPES
from wechoose.officials.texts import in_search

sql = queries("officials/imports")


async def plan_import(db: Connection, file: File, origin: Origin) -> Plan:
    """What the file would change."""
    rows = await sql.present(db, kinds=list(SHAPES[file.name].kinds))
    decode = msgspec.json.decode
    present = (
        Present(**{**row, "imported": decode(row["imported"]), "edits": decode(row["edits"])}) for row in rows
    )
    return compare(file, origin, present)


async def import_officials(
    db: Connection, file: File, origin: Origin, leader_id: int | None = None, address: str = ""
) -> Plan:
    """Bring the file in and write it down; 18,000 rows take about two seconds. No leader is the server itself."""
    await sql.lock_officials(db)
    plan = await plan_import(db, file, origin)
    await put(db, plan.rows)
    await sql.mark_gone(db, official_ids=[each.official_id for each in plan.gone], at=clock.now())
    await sql.note_import(
        db,
        file=file.name,
        source=origin.source,
        source_date=origin.as_of,
        leader_id=leader_id,
        at=clock.now(),
    )
    await trail.append(
        db,
        leader_id=leader_id,
        act=acts.IMPORTED_OFFICIALS,
        subject=f"officials {file.name}",
        details={"as_of": origin.as_of.isoformat(), **plan.counts},
        address=address,
    )
    return plan


async def put(db: Connection, rows: Sequence[Row]) -> None:
    """Write these as they are to be, new ones and others, in one statement."""
    said = [written_over(row.imported, row.edits) for row in rows]
    await sql.put(
        db,
        **{f"{name}s": [getattr(row, name) for row in rows] for name in PLAIN},
        imported=[_encode(row.imported) for row in rows],
        edits=[_encode(row.edits) for row in rows],
        sorted_as=[sorted_as(each) for each in said],
        committees=[" ".join(committees_of(each)) for each in said],
        searched=[searched(each) for each in said],
    )


PLAIN = ("source_key", "kind", "state", "district", "source", "source_date")


def committees_of(said: Fields) -> list[str]:
    return sorted({each.code for each in said.committees})


def searched(said: Fields) -> str:
    """What the desk's search looks through; kind and state are chosen and not typed."""
    return in_search(" ".join((said.name, said.place, said.title, said.address)))


def _encode(said: dict) -> str:
    return msgspec.json.encode(said).decode()
