"""Listing: who consented to a partner, for the list that the partner takes, and who must be taken off it again.

A consent counts by itself: somebody who takes back a signature may still be written to, and the other way round.
Whoever is erased or wants no mail at all has withdrawn it with that (see consents).
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS

sql = queries("signing/listing")

# Enough that the way to the database costs little per row; half a megabyte in memory.
BATCH = 1000
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Standing(msgspec.Struct, frozen=True):
    """How many a partner may write to and how many of them are new since its last list, if there was one; how many
    were on a list and must be deleted, again with those since; and how many ended, listed or not."""

    allowed: int
    new: int
    removals: int
    new_removals: int
    ended: int
    last_number: int
    last_at: datetime | None


async def find_standing(db: Connection, partner_id: int) -> Standing:
    last = await sql.last_list(db, partner_id=partner_id)
    last_at = last["made_at"] if last else None
    counts = await sql.standing(db, partner_id=partner_id, since=last_at or NEVER)
    return Standing(**counts, last_number=last["number"] if last else 0, last_at=last_at)


async def note_listed(db: Connection, partner_id: int, leader_id: int | None, *, grows: bool = True) -> int:
    """Make the partner's next list; who consented since comes onto it if it `grows`. Returns its number."""
    await sql.lock_partner(db, partner_id=partner_id)
    number = await sql.add_list(db, partner_id=partner_id, at=clock.now(), leader_id=leader_id)
    for bucket in range(BUCKETS) if grows else ():
        await sql.note_listed(db, bucket=bucket, partner_id=partner_id, number=number)
    return number


def listed_people(db: Connection, partner_id: int) -> AsyncGenerator[list[Row], None]:
    return _pages(sql.people_page, db, partner_id)


def removals(db: Connection, partner_id: int) -> AsyncGenerator[list[Row], None]:
    """All there ever were, so that a list that broke off on its way loses none."""
    return _pages(sql.removals_page, db, partner_id)


async def all_wordings(db: Connection, partner_id: int) -> list[Row]:
    return await sql.wordings(db, partner_id=partner_id)


async def _pages(
    query: Callable[..., Awaitable[list[Row]]], db: Connection, partner_id: int
) -> AsyncGenerator[list[Row], None]:
    for bucket in range(BUCKETS):
        after = b""
        while rows := await query(db, bucket=bucket, partner_id=partner_id, after=after, most=BATCH):
            yield rows
            after = rows[-1]["signer_key"]
