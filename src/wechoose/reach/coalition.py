"""The coalition as its partners may see it: how many people there are, and how far two partners reach the same ones.

No partner may learn who is on another's list. It could, if it saw these numbers move: it asks somebody to sign through
its own widget and looks whether the overlap grows. So they are taken once a day, as everything stood at midnight UTC,
together with all others of that day, and are rounded down to tens; a few are only called that.

Rounding alone hides one person only from who can't bring more: with mailboxes of its own a partner could fill an
overlap up to just below a ten. So each number is first moved by chance, anew each day. Whether a person is in it makes
no day's number more than 1.22 times as likely (e to 1 / SPREAD); to tell it by comparing days would take hundreds of
them in which nothing else happens. An overlap of nobody is moved alike. It is the same chance on every server and for
both partners of an overlap, so that looking again, or together, tells nothing more.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import permutations
from math import floor, log

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import keyed_hash

sql = queries("reach/coalition")

STEP = 10
# By how much chance moves a number: about seven up or down, in one of a hundred cases by twenty.
SPREAD = 5.0
# What is shown as a number: less may be nobody at all.
FEWEST = 20
ANY = 0

# What to show for so many people of this name.
Blur = Callable[[str, int], int]


class Overlap(msgspec.Struct, frozen=True):
    """Of one partner's confirmed people, about: whom others brought as well, together and by partner's number, without
    those that share a few."""

    any: int = 0
    by_partner: dict[int, int] = {}


class Coalition(msgspec.Struct, frozen=True):
    """As it stood at the beginning of a UTC day, all about; 0 means a few, or nobody.

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


async def count_coalition(db: Connection, key: bytes, moment: datetime) -> Coalition:
    """`key` is what chance is drawn from."""
    await sql.let_count_in_memory(db)
    people = await sql.people_at(db, moment=moment)
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await sql.shared_at(db, moment=moment):
        shared[row["partner_id"]][row["other_id"]] = row["people"]
    partners = [row["partner_id"] for row in await sql.partners(db)]

    def show(name: str, number: int) -> int:
        return blurred(key, f"{moment.date()} {name}", number)

    return Coalition(
        since=moment,
        everybody=show("everybody", people["everybody"]),
        brought=show("brought", people["brought"]),
        overlaps=_overlaps(partners, shared, show),
    )


def _overlaps(partners: list[int], shared: dict[int, dict[int, int]], show: Blur) -> dict[int, Overlap]:
    by_partner: dict[int, dict[int, int]] = defaultdict(dict)
    for one, other in permutations(partners, 2):
        by_partner[one][other] = show(f"{min(one, other)} {max(one, other)}", shared[one].get(other, 0))
    overlaps = {}
    for one in partners:
        some = {other: people for other, people in by_partner[one].items() if people}
        # Never fewer than with one of them alone, which chance could make it.
        overlaps[one] = Overlap(max(show(f"{one}", shared[one].get(ANY, 0)), *some.values(), 0), some)
    return overlaps


def blurred(key: bytes, name: str, people: int) -> int:
    """About how many people: what this key and name make of their number."""
    chance = keyed_hash(key, f"\0about\0{name}")
    moved = people + _steps(chance[:8]) - _steps(chance[8:])
    rounded = moved - moved % STEP
    return rounded if rounded >= FEWEST else 0


def _steps(chance: bytes) -> int:
    """None at all most often, and each further one less likely by the same factor; the difference of two such numbers
    is the discrete form of Laplace's distribution."""
    return floor(-SPREAD * log((int.from_bytes(chance, "big") + 1) / 2**64))
