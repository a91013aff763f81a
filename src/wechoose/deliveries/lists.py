"""Lists: the verified signers of a demand as officials may see them, a batch at a time, however many."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache

import msgspec

from wechoose.base.database import Row
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS, Seals
from wechoose.base.site import Site
from wechoose.deliveries.streaming import ahead
from wechoose.places.zips import find_zip
from wechoose.signing.people import open_person

sql = queries("deliveries/lists")

# Enough that the ways to a thread and to the database cost little per row; half a megabyte in memory.
BATCH = 2000


class Signer(msgspec.Struct, frozen=True):
    """What officials see of a signer. City and ZIP are empty where none is known, the name once erased."""

    name: str
    city: str
    state: str
    zip: str
    date: date


async def signers(site: Site, demand_id: int, state: str | None = None) -> AsyncGenerator[list[Signer], None]:
    """Batches of one snapshot, by bucket and signer key: the order of the primary key, which tells nothing.

    An order by state or name would need every row opened first. Raises Unavailable when the database goes away
    in between, and TimeoutError when a batch is not taken for too long.
    """
    async with aclosing(ahead(_pages(site, demand_id, state))) as pages:
        async for rows in pages:
            # Opening is most of the work and would keep every other visitor waiting.
            yield await asyncio.to_thread(_open, site.seals, rows)


async def _pages(site: Site, demand_id: int, state: str | None) -> AsyncGenerator[list[Row], None]:
    """Pages that begin after a key, rather than a cursor: each statement then names its bucket."""
    async with site.database.transaction(read_only=True) as db:
        for bucket in range(BUCKETS):
            after = b""
            while rows := await sql.verified_page(
                db, bucket=bucket, demand_id=demand_id, state=state, after=after, most=BATCH
            ):
                yield rows
                after = rows[-1]["signer_key"]


def _open(seals: Seals, rows: list[Row]) -> list[Signer]:
    return [
        Signer(_name(seals, signer_key, sealed), _city(code), state, code or "", signed_on)
        for signer_key, sealed, state, code, signed_on in rows
    ]


def _name(seals: Seals, signer_key: bytes, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    person = open_person(seals, signer_key, sealed)
    return f"{person.given_name} {person.family_name}"


@lru_cache(1 << 16)
def _city(code: str | None) -> str:
    place = find_zip(code) if code else None
    return place.city if place else ""
