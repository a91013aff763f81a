"""Editing: leaders write over what files say, add officials of their own, and take them off the list and back."""

from collections.abc import Collection, Mapping
from typing import Any

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.officials.deeds import By, write_down
from wechoose.officials.details import Details, said_of
from wechoose.officials.imports import committees_of, in_json, searched
from wechoose.officials.officials import FIELDS, Official, find_official, sorted_as, written_over

sql = queries("officials/editing")


async def hold_official(db: Connection, official_id: int) -> Official:
    """For who will change it: nobody else does, and no file, until this transaction ends. Raises NotFound."""
    # In the order in which an import takes them, so that neither waits for the other in a circle.
    await sql.keep_files_out(db)
    await sql.lock_official(db, official_id=official_id if official_id < 2**31 else 0)
    return await find_official(db, official_id)


async def change(db: Connection, official: Official, details: Details, by: By) -> bool:
    """Give an official that is held these details; whether anything was different before."""
    before = said_of(official)
    changes: dict[str, Any] = {
        name: text for name, text in details.said.items() if text != before.get(name, "")
    }
    if details.zips != official.zips:
        changes["zips"] = " ".join(details.zips)
    if not changes:
        return False
    await _save(db, official, details)
    await write_down(db, acts.CHANGED_OFFICIAL, official.subject, by, _told(changes))
    return True


async def add(db: Connection, details: Details, by: By) -> int:
    """A new official, whom no file knows; its number."""
    said = {name: text for name, text in details.said.items() if text}
    official_id = await sql.add_official(
        db,
        kind=details.kind,
        state=details.state,
        district=details.district,
        imported=in_json(said),
        zips=list(details.zips),
        source_date=clock.now().date(),
        leader_id=by.leader_id,
        **_derived(details.kind, said),
    )
    office = {"kind": details.kind, "state": details.state, "district": details.district}
    told = {name: value for name, value in office.items() if value is not None}
    zips = {"zips": " ".join(details.zips)} if details.zips else {}
    await write_down(db, acts.ADDED_OFFICIAL, f"official {official_id}", by, _told(told | said | zips))
    return official_id


async def take_off(db: Connection, official: Official, by: By) -> None:
    """Out of office, as a leader says, whatever files say: nobody is offered them any more."""
    if await sql.set_left(db, official_id=official.official_id, at=clock.now()):
        await write_down(db, acts.LEFT_OFFICIAL, official.subject, by, {})


async def put_back(db: Connection, official: Official, by: By) -> None:
    if await sql.set_left(db, official_id=official.official_id, at=None):
        await write_down(db, acts.RETURNED_OFFICIAL, official.subject, by, {})


def file_says(official: Official) -> dict[str, str]:
    """What the file says of each field, also where a leader wrote something else."""
    return said_of(official) | official.edited


def with_file(official: Official, typed: Mapping[str, str], back: Collection[str]) -> dict[str, str]:
    """What was typed, but for the fields in which the file is right again."""
    return {**typed, **{name: text for name, text in official.edited.items() if name in back}}


async def _save(db: Connection, official: Official, details: Details) -> None:
    """By hand added ones have no file to be written over."""
    by_hand, files = not official.source_key, file_says(official)
    different = {name: details.said[name] for name in FIELDS if details.said[name] != files[name]}
    await sql.change_official(
        db,
        official_id=official.official_id,
        said=in_json({name: text for name, text in details.said.items() if text}) if by_hand else None,
        edits=in_json({} if by_hand else different),
        zips=list(details.zips),
        **_derived(official.kind, {"committees": official.in_file, **details.said}),
    )


def _derived(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    fields = written_over(kind, said, {})
    return {
        "sorted_as": sorted_as(fields),
        "committees": committees_of(fields),
        "searched": searched(fields),
    }


def _told(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lines of an address as one."""
    return {
        name: value.replace("\n", ", ") if isinstance(value, str) else value
        for name, value in changes.items()
    }
