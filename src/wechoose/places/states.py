"""States, territories and military mail regions: every place a signature can come from."""

import csv
from functools import cache
from pathlib import Path
from unicodedata import normalize

import msgspec

from wechoose.base.words import language
from wechoose.places.spanish import SPANISH

TABLE = Path(__file__).with_name("data") / "us_states.csv"


class State(msgspec.Struct, frozen=True):
    """A place with a USPS code; kind is state, district, territory, freely_associated or military.

    The population is the Census estimate for July 2024, the count of 2020 for territories that have no
    estimate, and None for places that the Census doesn't count. Tiles count rows and columns from 1.
    """

    usps: str
    fips: str
    english: str
    kind: str
    population: int | None
    tile_row: int | None
    tile_col: int | None

    @property
    def name(self) -> str:
        """In the language of the person being answered."""
        return SPANISH.get(self.usps, self.english) if language.get() == "es" else self.english


def find_state(usps: str) -> State | None:
    return _by_code().get(usps.strip().upper())


def all_states() -> tuple[State, ...]:
    """All 62 places, by name."""
    return _in_order(language.get())


@cache
def _in_order(_language: str) -> tuple[State, ...]:
    return tuple(sorted(_read(), key=lambda state: _letters(state.name)))


def _letters(name: str) -> str:
    """As they are sorted: an accent makes no other letter."""
    return normalize("NFD", name).encode("ascii", "ignore").decode()


@cache
def _read() -> tuple[State, ...]:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return tuple(_state(row) for row in csv.DictReader(rows))


@cache
def _by_code() -> dict[str, State]:
    return {state.usps: state for state in _read()}


def _state(row: dict[str, str]) -> State:
    return State(
        usps=row["usps"],
        fips=row["fips"],
        english=row["name"],
        kind=row["kind"],
        population=_number(row["population_2024"]) or _number(row["population_2020"]),
        tile_row=_number(row["tile_row"]),
        tile_col=_number(row["tile_col"]),
    )


def _number(text: str) -> int | None:
    return int(text) if text else None
