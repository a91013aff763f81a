"""Drawing supporters: names as frequent as in the census, ZIP codes spread like the population."""

import csv
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import msgspec

from wechoose.places.states import all_states
from wechoose.places.zips import residential_zips

NAMES = Path(__file__).with_name("data") / "names.csv"
BATCH = 1_000


class Supporter(msgspec.Struct, frozen=True):
    """Somebody who could sign; nobody real, and the mail domain is reserved for examples."""

    given_name: str
    family_name: str
    email: str
    zip: str
    state: str


class Weighted(msgspec.Struct, frozen=True):
    """Things to draw from, with the running sum of their weights."""

    things: list[str]
    sums: list[int]


def draw_people(count: int, seed: int) -> Iterator[Supporter]:
    """The same people for the same seed; no address occurs twice, not even under two seeds."""
    chance = Random(seed)  # noqa: S311 (nothing secret is drawn)
    for first in range(0, count, BATCH):
        yield from _draw_batch(chance, seed, first, min(BATCH, count - first))


def _draw_batch(chance: Random, seed: int, first: int, size: int) -> Iterator[Supporter]:
    zips = residential_zips()
    given = _draw(chance, _names("given"), size)
    family = _draw(chance, _names("family"), size)
    states = _draw(chance, _states(), size)
    for number, given_name, family_name, state in zip(
        range(first, first + size), given, family, states, strict=True
    ):
        yield Supporter(
            given_name=given_name,
            family_name=family_name,
            email=f"{_mailbox(given_name)}.{_mailbox(family_name)}.{seed}-{number}@example.org",
            zip=chance.choice(zips[state]),
            state=state,
        )


def _draw(chance: Random, weighted: Weighted, size: int) -> list[str]:
    return chance.choices(weighted.things, cum_weights=weighted.sums, k=size)


def _mailbox(name: str) -> str:
    return name.lower().replace("'", "").replace(" ", "")


@cache
def _names(part: str) -> Weighted:
    with NAMES.open(encoding="ascii", newline="") as rows:
        names = [(row["name"], int(row["weight"])) for row in csv.DictReader(rows) if row["part"] == part]
    return _weighted(names)


@cache
def _states() -> Weighted:
    return _weighted([(state.usps, state.population or 0) for state in all_states()])


def _weighted(pairs: list[tuple[str, int]]) -> Weighted:
    return Weighted(
        things=[thing for thing, _ in pairs], sums=list(accumulate(weight for _, weight in pairs))
    )
