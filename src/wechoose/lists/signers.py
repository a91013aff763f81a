"""Lists: the verified signers of a demand as officials may see them, a batch at a time, however many."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date, datetime

import msgspec

from wechoose.base.database import Database, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS, Seals
from wechoose.lists.streaming import ahead
from wechoose.places.zips import cities
from wechoose.signing.people import open_person

sql = queries("lists/signers")

# Enough that the ways to a thread and to the database cost little per row; half a megabyte in memory.
BATCH = 1000

COLUMNS = ("name", "city", "state", "zip", "date")
# The last column of a list of several demands.
SECTION = "demand"


class Signer(msgspec.Struct, frozen=True, gc=False):
    """What officials see of a signer. City and ZIP are empty where none is known, the name once erased."""

    name: str
    city: str
    state: str
    zip: str
    date: date


async def signers(
    database: Database,
    seals: Seals,
    demand_id: int,
    state: str | None = None,
    since: datetime | None = None,
) -> AsyncGenerator[list[Signer], None]:
    """Batches of one snapshot, by bucket and signer key: the order of the primary key, which tells nothing.

    An order by state or name would need every row opened first. Raises Unavailable when the database goes away
    in between, and TimeoutError when a batch is not taken for too long.
    """
    async with aclosing(ahead(_pages(database, demand_id, state, since))) as pages:
        async for rows in pages:
            yield _open(seals, rows)


async def _pages(
    database: Database, demand_id: int, state: str | None, since: datetime | None
) -> AsyncGenerator[list[Row], None]:
    """Pages that begin after a key, rather than a cursor: each statement then names its bucket."""
    async with database.transaction(read_only=True) as db:
        for bucket in range(BUCKETS):
            after = b""
            while rows := await sql.verified_page(
                db, bucket=bucket, demand_id=demand_id, state=state, since=since, after=after, most=BATCH
            ):
                yield rows
                after = rows[-1]["signer_key"]


def _open(seals: Seals, rows: list[Row]) -> list[Signer]:
    by_zip = cities()
    return [
        Signer(_name(seals, signer_key, sealed), by_zip.get(code, ""), state, code or "", signed_on)
        for signer_key, sealed, state, code, signed_on in rows
    ]


def _name(seals: Seals, signer_key: bytes, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    person = open_person(seals, signer_key, sealed)
    return f"{person.given_name} {person.family_name}"
