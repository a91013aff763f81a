"""The coalition as its partners may see it: how many people there are, and how far two partners reach the same ones.

No partner may learn who is on another's list. It could, if it saw these numbers move: it asks somebody to sign through
its own widget and looks whether the overlap grows. So they are taken once a day, as everything stood at midnight UTC,
together with all others of that day, and are rounded down to tens; below ten it only says that.
"""

from collections import defaultdict
from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("reach/coalition")

STEP = 10
ANY = 0


class Overlap(msgspec.Struct, frozen=True):
    """Of one partner's confirmed people, rounded: whom others brought as well, together and by partner's number."""

    any: int = 0
    by_partner: dict[int, int] = {}


class Coalition(msgspec.Struct, frozen=True):
    """As it stood at the beginning of a UTC day, all rounded; 0 means fewer than ten.

    `everybody` are all confirmed people, `brought` those whom any partner brought.
    """

    since: datetime
    everybody: int
    brought: int
    overlaps: dict[int, Overlap]

    def overlap(self, partner_id: int) -> Overlap:
        return self.overlaps.get(partner_id, Overlap())


def midnight() -> datetime:
    """The beginning of this UTC day."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


async def count_coalition(db: Connection, moment: datetime) -> Coalition:
    await sql.let_count_in_memory(db)
    people = await sql.people_at(db, moment=moment)
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await sql.shared_at(db, moment=moment):
        shared[row["partner_id"]][row["other_id"]] = rounded(row["people"])
    overlaps = {each: Overlap(its.pop(ANY, 0), its) for each, its in shared.items()}
    return Coalition(moment, rounded(people["everybody"]), rounded(people["brought"]), overlaps)


def rounded(people: int) -> int:
    return people - people % STEP
