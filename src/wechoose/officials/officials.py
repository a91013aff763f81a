"""Officials as letters and lists name them: what the file says, with what leaders wrote over it.

Who delivers needs `find_officials(db, ids)` here; `groups(db, states)`, `officials_of_group(db, code, states)` and
`search` in choosing.py; `constituency(official)` and its `holds(state, zip)` in constituency.py; `titled`, `office`,
`salutation` and `address_lines` in addressing.py, in the language that is spoken.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.officials.committees import Membership, memberships
from wechoose.officials.kinds import KINDS
from wechoose.officials.texts import in_search

sql = queries("officials/officials")


class Fields(msgspec.Struct, frozen=True, omit_defaults=True):
    """What can be said about an official; "" is nothing said. An address has lines; dates are as in 2027-01-03.

    `member` is a leader's word on the education committee, yes or no; "" is what the file says.
    """

    name: str = ""
    family_name: str = ""
    title: str = ""
    party: str = ""
    place: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    contact_form: str = ""
    term_end: str = ""
    salutation: str = ""
    salutation_es: str = ""
    member: str = ""
    committees: tuple[Membership, ...] = ()


FIELDS = tuple(name for name in Fields.__struct_fields__ if name != "committees")
"""Those that a leader can write over."""


class Official(msgspec.Struct, frozen=True):
    """Somebody in office; `name` is "" where only the office is known. A nation's official has no state.

    `district` is 0 for who is at large. `place` is a mayor's city, an agency's or a school district's own name.
    `in_file` are the committees that the file says, `committees` those that a leader did not object to or added.
    `salutation` is what a leader wrote in each language, "" for the usual one: see addressing.py. `edited` says
    of each field that a leader wrote over what the file says; `source_key` is "" for who was added by hand.
    """

    official_id: int
    kind: str
    state: str | None
    district: int | None
    name: str
    family_name: str
    title: str
    party: str
    place: str
    address: tuple[str, ...]
    email: str
    phone: str
    website: str
    contact_form: str
    term_end: date | None
    salutation: dict[str, str]
    committees: tuple[Membership, ...]
    zips: tuple[str, ...]
    source_key: str
    source: str
    source_date: date | None
    edited: dict[str, str]
    gone_at: datetime | None
    left_at: datetime | None
    member: str = ""
    in_file: tuple[Membership, ...] = ()

    @property
    def subject(self) -> str:
        """How the audit trail names this official."""
        return f"official {self.official_id}"

    @property
    def is_offered(self) -> bool:
        """Whether somebody who chooses officials finds this one."""
        return self.gone_at is None and self.left_at is None

    @property
    def is_term_over(self) -> bool:
        """The term on file has ended: somebody else may be in office."""
        return self.term_end is not None and self.term_end < clock.now().date()


async def find_official(db: Connection, official_id: int) -> Official:
    """Also who is not offered any more; raises NotFound."""
    found = await find_officials(db, [official_id])
    if not found:
        raise NotFound(_("Nobody in office has this number here."))
    return found[0]


async def find_officials(db: Connection, official_ids: Iterable[int]) -> list[Official]:
    """Those with these numbers, by office, state, district and name; unknown numbers are left out."""
    rows = await sql.find_officials(db, official_ids=[each for each in official_ids if 0 < each < 2**31])
    return in_order(rows)


def in_order(rows: Iterable[Mapping]) -> list[Official]:
    officials = [as_official(row) for row in rows]
    return sorted(officials, key=_order)


def as_official(row: Mapping) -> Official:
    imported, edits = (msgspec.json.decode(row[part]) for part in ("imported", "edits"))
    said = written_over(row["kind"], imported, edits)
    own = {name: row[name] for name in OF_THE_ROW}
    return Official(
        **own,
        **{name: getattr(said, name) for name in AS_SAID},
        source_key=row["source_key"] or "",
        address=tuple(said.address.splitlines()),
        term_end=date.fromisoformat(said.term_end) if said.term_end else None,
        salutation={"en": said.salutation, "es": said.salutation_es},
        in_file=msgspec.convert(imported.get("committees", ()), tuple[Membership, ...]),
        zips=tuple(row["zips"]),
        edited={name: imported.get(name, "") for name in edits},
    )


def written_over(kind: str, imported: Mapping[str, Any], edits: Mapping[str, Any]) -> Fields:
    """What is to be said: what a leader wrote, else what the file says."""
    said = msgspec.convert({**imported, **edits}, Fields)
    if not said.member:
        return said
    return msgspec.structs.replace(said, committees=memberships(kind, said.committees, said.member))


OF_THE_ROW = (
    "official_id",
    "kind",
    "state",
    "district",
    "source",
    "source_date",
    "gone_at",
    "left_at",
)
AS_SAID = (
    "name",
    "family_name",
    "title",
    "party",
    "place",
    "email",
    "phone",
    "website",
    "contact_form",
    "member",
    "committees",
)


def sorted_as(said: Fields | Official) -> str:
    """Cities, agencies and school districts by their own name, people by theirs."""
    return in_search(said.place or said.family_name or said.name)


def _order(official: Official) -> tuple[int, str, int, str, int]:
    rank = list(KINDS).index(official.kind)
    return rank, official.state or "", official.district or 0, sorted_as(official), official.official_id
