"""ZIP codes: reading what people type, and the state and city behind it."""

import csv
import re
import sys
import unicodedata
from bisect import bisect_left
from functools import cache
from pathlib import Path

import msgspec

DATA = Path(__file__).with_name("data")

# Phones and office programs write every kind of dash.
ZIP = re.compile(r"([0-9]{5})(?:[-‐‑‒–— ]?[0-9]{4})?")


class Place(msgspec.Struct, frozen=True):
    """A ZIP code with the state (USPS code) and city its mail goes to."""

    zip: str
    state: str
    city: str


def state_of(text: str) -> str | None:
    """The USPS code for a ZIP; for an unknown one, what most ZIPs with its first three digits have."""
    if place := find_zip(text):
        return place.state
    return _prefixes().get((clean_zip(text) or "")[:3])


def find_zip(text: str) -> Place | None:
    wanted = clean_zip(text)
    if wanted is None:
        return None
    lines = _lines()
    position = bisect_left(lines, wanted)
    if position == len(lines) or not lines[position].startswith(wanted):
        return None
    return _place(lines[position])


def states_of(text: str) -> frozenset[str]:
    """Every state that a known ZIP's area touches; one for most."""
    place = find_zip(text)
    return _across_borders().get(place.zip, frozenset({place.state})) if place else frozenset()


def clean_zip(text: str) -> str | None:
    """The five digits of a ZIP or ZIP+4, None when it is neither; full-width digits count as digits."""
    if len(text) == 5 and text.isascii() and text.isdigit():
        return text
    found = ZIP.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found[1] if found else None


@cache
def residential_zips() -> dict[str, tuple[str, ...]]:
    """By state, the ZIP codes people live in: those with a Census area, and all where a place has none."""
    areas: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for line in _lines():
        code, state, _city, kind, _sources = line.split(",")
        (areas if kind == "area" else others).setdefault(state, []).append(code)
    return {state: tuple(codes) for state, codes in (others | areas).items()}


@cache
def cities() -> dict[str, str]:
    """The city by ZIP code, for who looks up a million of them; it takes 6 MB."""
    with (DATA / "zip_to_state.csv").open(encoding="ascii") as lines:
        next(lines)
        parts = (line.split(",", 3) for line in lines)
        return {code: sys.intern(city) for code, _state, city, _rest in parts}


# Sorted lines and a bisection: 4 MB and 5 ms to load, where a dict of structs takes 16 MB.
@cache
def _lines() -> list[str]:
    return (DATA / "zip_to_state.csv").read_text(encoding="ascii").splitlines()[1:]


@cache
def _prefixes() -> dict[str, str]:
    with (DATA / "zip3_to_state.csv").open(encoding="ascii", newline="") as rows:
        return {row["zip3"]: row["state"] for row in csv.DictReader(rows)}


def _place(line: str) -> Place:
    code, state, city, _kind, _sources = line.split(",")
    return Place(zip=code, state=state, city=city)


@cache
def _across_borders() -> dict[str, frozenset[str]]:
    with (DATA / "zip_multistate.csv").open(encoding="utf-8", newline="") as rows:
        return {row["zip"]: frozenset(row["all_states"].split()) for row in csv.DictReader(rows)}
