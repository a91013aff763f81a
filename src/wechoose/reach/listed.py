"""Listed: what a partner gets of those who allowed it to write, as tables of texts, a batch at a time, however many.

Everything comes from one snapshot: whoever withdraws while a list is made is in its people or in its removals.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime

import msgspec

from wechoose.base.database import Connection, Row
from wechoose.base.sealing import Seals, keyed_hash
from wechoose.demands.demands import all_demands
from wechoose.lists.streaming import ahead
from wechoose.places.zips import cities
from wechoose.signing import listing
from wechoose.signing.people import open_person

Line = tuple[str, ...]
Batches = AsyncGenerator[list[Line], None]

PEOPLE = (
    *("id", "given_name", "family_name", "email", "zip", "city", "state", "language"),
    *("consented_at", "wording_version", "wording", "demands"),
)
REMOVALS = ("id", "email", "withdrawn_at")
WORDINGS = ("version", "since", "english", "spanish")


class Table(msgspec.Struct, frozen=True):
    """A file of the archive, a sheet of the workbook; widths are in characters."""

    name: str
    columns: Line
    widths: Sequence[int]
    batches: Batches


class Keys(msgspec.Struct, frozen=True):
    """What opens people, and what makes the names that one partner knows them by."""

    seals: Seals
    address_key: bytes
    partner_id: int

    def id_of(self, signer_key: bytes) -> str:
        """The same in every list of this partner and in no other's, so that two partners can't join lists by it."""
        return keyed_hash(self.address_key, f"partner {self.partner_id} {signer_key.hex()}").hex()


async def tables(db: Connection, keys: Keys) -> list[Table]:
    wordings = await listing.all_wordings(db, keys.partner_id)
    slugs = {demand.demand_id: demand.slug for demand in await all_demands(db)}
    lines = {row["wording_id"]: row for row in wordings}
    people = _each(listing.listed_people(db, keys.partner_id), lambda rows: _people(keys, lines, slugs, rows))
    removals = _each(listing.removals(db, keys.partner_id), lambda rows: _removals(keys, rows))
    return [
        Table("People", PEOPLE, (34, 16, 18, 30, 8, 18, 7, 9, 21, 9, 60, 60), people),
        Table("Removals", REMOVALS, (34, 30, 21), removals),
        Table("Wordings", WORDINGS, (9, 21, 80, 80), _each(_once(wordings), _wordings)),
    ]


async def _each(pages: AsyncGenerator[list[Row], None], lines: Callable[[list[Row]], list[Line]]) -> Batches:
    async with aclosing(ahead(pages)) as coming:
        async for rows in coming:
            yield lines(rows)


async def _once(rows: list[Row]) -> AsyncGenerator[list[Row], None]:
    yield rows


def _people(keys: Keys, lines: Mapping[int, Row], slugs: Mapping[int, str], rows: list[Row]) -> list[Line]:
    by_zip = cities()
    people = []
    for row in rows:
        key, language, wording, code = (
            row["signer_key"],
            row["language"],
            lines[row["wording_id"]],
            row["zip"] or "",
        )
        person = open_person(keys.seals, key, row["sealed"])
        names = (keys.id_of(key), person.given_name, person.family_name, person.email)
        home = (code, by_zip.get(code, ""), row["state"] or "", language)
        line = wording["spanish" if language == "es" else "english"]
        consent = (_moment(row["given_at"]), str(wording["version"]), line)
        signed = " ".join(slugs[it] for it in sorted(row["demand_ids"]) if it in slugs)
        people.append((*names, *home, *consent, signed))
    return people


def _removals(keys: Keys, rows: list[Row]) -> list[Line]:
    return [
        (keys.id_of(row["signer_key"]), _email(keys.seals, row), _moment(row["withdrawn_at"])) for row in rows
    ]


def _wordings(rows: list[Row]) -> list[Line]:
    return [(str(row["version"]), _moment(row["since"]), row["english"], row["spanish"]) for row in rows]


def _email(seals: Seals, row: Row) -> str:
    """ "" once erased."""
    return open_person(seals, row["signer_key"], row["sealed"]).email if row["sealed"] else ""


def _moment(at: datetime) -> str:
    """In UTC, to the second (ISO 8601)."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
