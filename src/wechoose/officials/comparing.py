"""Comparing: what a file would change about the officials that are here, before it does."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from wechoose.officials.files import File
from wechoose.officials.officials import Fields, written_over
from wechoose.officials.shapes import SHAPES, Entry

Said = dict[str, Any]


class Row(msgspec.Struct, frozen=True):
    """An official as it will be."""

    source_key: str
    kind: str
    state: str | None
    district: int | None
    imported: Said
    edits: Said
    source: str
    source_date: date | None

    @property
    def said(self) -> Fields:
        return written_over(self.kind, self.imported, self.edits)


class Present(Row, frozen=True):
    """An official of a file as it is here."""

    official_id: int
    gone_at: datetime | None


class Origin(msgspec.Struct, frozen=True):
    """Where a file comes from and how old its content is; `older` says of which offices it is older."""

    source: str
    as_of: date
    older: dict[str, date] = {}


class Conflict(msgspec.Struct, frozen=True):
    """The file changed what a leader wrote over: what the leader wrote stays."""

    official_id: int
    row: Row
    field: str
    file_says: str
    leader_wrote: str


class Changed(msgspec.Struct, frozen=True):
    """`fields` by name: what the file said before and what it says now."""

    official_id: int
    row: Row
    fields: dict[str, tuple[Any, Any]]


class Plan(msgspec.Struct, frozen=True):
    """`rows` are all that must be written; `unknown` are people that only this file knows, where it adds nobody.

    `settled` counts what leaders wrote and the file now says as well: it is no change of theirs any more. A file is
    short that knows less than half of those who are in office here: it may be a part of one.
    """

    file: str
    rows: list[Row]
    new: list[Row]
    changed: list[Changed]
    gone: list[Present]
    back: list[Row]
    conflicts: list[Conflict]
    settled: int
    unknown: list[str]
    is_short: bool

    @property
    def counts(self) -> dict[str, int]:
        return {"new": len(self.new) + len(self.back), "changed": len(self.changed), "gone": len(self.gone)}

    @property
    def digest(self) -> str:
        """Tells whether it is still the plan that somebody was shown."""
        return hashlib.sha256(msgspec.json.encode((self.file, self.rows, self.gone))).hexdigest()[:32]


def compare(file: File, origin: Origin, present: Iterable[Present]) -> Plan:
    """Takes a fifth of a second for 18,000 rows."""
    shape, here = SHAPES[file.name], {each.source_key: each for each in present}
    entries = dict(file.entries)
    if not shape.adds:
        # Who is in none of its rows any more has lost what it said.
        entries = {key: entries.get(key, Entry(key)) for key in here}
    plan = Plan(file.name, [], [], [], [], [], [], 0, sorted(set(file.entries) - set(entries)), False)
    for key, entry in entries.items():
        before = here.get(key)
        row = _row(entry, origin, before, adds=shape.adds)
        if before is None:
            plan.new.append(row)
            plan.rows.append(row)
        elif _differs(before, row) or (before.gone_at and shape.adds):
            plan.rows.append(row)
            _note(plan, before, row, shape.adds)
    settled = sum(
        len(here[row.source_key].edits) - len(row.edits) for row in plan.rows if row.source_key in here
    )
    gone = [each for key, each in here.items() if key not in entries and each.gone_at is None]
    is_short = len(gone) * 2 > sum(each.gone_at is None for each in here.values())
    return msgspec.structs.replace(plan, settled=settled, gone=gone, is_short=is_short)


def _row(entry: Entry, origin: Origin, before: Present | None, *, adds: bool) -> Row:
    kept = {name: said for name, said in (before.imported if before else {}).items() if _stays(name, adds)}
    imported = {**kept, **entry.fields}
    edits = {
        name: text
        for name, text in (before.edits if before else {}).items()
        if text != imported.get(name, "")
    }
    if before and not adds:
        of_office = (before.kind, before.state, before.district)
        return Row(before.source_key, *of_office, imported, edits, before.source, before.source_date)
    as_of = origin.older.get(entry.source_key, origin.as_of)
    source = "; ".join(filter(None, (origin.source, entry.source)))
    return Row(entry.source_key, entry.kind, entry.state, entry.district, imported, edits, source, as_of)


def _stays(field: str, adds: bool) -> bool:
    """Each file speaks of its own fields: memberships come in one of their own."""
    return (field == "committees") == adds


def _differs(before: Present, row: Row) -> bool:
    return any(getattr(before, name) != getattr(row, name) for name in Row.__struct_fields__)


def _note(plan: Plan, before: Present, row: Row, adds: bool) -> None:
    if before.gone_at and adds:
        plan.back.append(row)
        return
    fields = _changes(before, row)
    if fields:
        plan.changed.append(Changed(before.official_id, row, fields))
    plan.conflicts.extend(
        Conflict(before.official_id, row, name, now, str(row.edits[name]))
        for name, (_before, now) in fields.items()
        if name in row.edits
    )


def _changes(before: Present, row: Row) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*before.imported, *row.imported])
    said: Mapping[str, tuple[Any, Any]] = {
        name: (before.imported.get(name, ""), row.imported.get(name, "")) for name in names
    }
    office = {name: (getattr(before, name), getattr(row, name)) for name in ("kind", "state", "district")}
    return {name: (old, new) for name, (old, new) in {**office, **said}.items() if old != new}
