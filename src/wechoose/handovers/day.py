"""The day: the stops of a delivery in the order of somebody who walks from door to door, some on each page."""

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import msgspec

from wechoose.base.words import _
from wechoose.handovers.stops import Numbers, Stop, count
from wechoose.officials.kinds import KINDS
from wechoose.officials.texts import in_search

# What a phone takes without a thought, and a thumb scrolls through.
PAGE = 50
LONGEST = 100


class Choice(msgspec.Struct, frozen=True):
    """What is to be seen of the day: grouped `by`, with this name, only what is left; `at` was pressed just now."""

    by: str = ""
    name: str = ""
    left: bool = False
    page: int = 1
    at: int = 0

    def query(self, **different: object) -> str:
        """For an address of the day; what is usual is left out."""
        said = msgspec.structs.asdict(msgspec.structs.replace(self, **different))
        usual = msgspec.structs.asdict(Choice())
        return urlencode({name: _plain(value) for name, value in said.items() if value != usual[name]})


class Group(msgspec.Struct, frozen=True):
    """Stops under one heading. `number` is its place among all; `page` where it begins."""

    number: int
    heading: str
    stops: tuple[Stop, ...]
    page: int

    @property
    def numbers(self) -> Numbers:
        return count(self.stops)


class Day(msgspec.Struct, frozen=True):
    """`groups` are all of them, `shown` those on this page, with as many of their stops as are on it."""

    choice: Choice
    numbers: Numbers
    found: int
    groups: list[Group]
    shown: list[Group]
    pages: int


def read_choice(asked: Mapping[str, str]) -> Choice:
    return Choice(
        by=asked.get("by", "") if asked.get("by") in ORDERS else "",
        name=asked.get("name", "").strip()[:LONGEST],
        left=asked.get("left") == "1",
        page=max(1, _number(asked.get("page", ""))),
        at=_number(asked.get("at", "")),
    )


def arrange(stops: list[Stop], choice: Choice) -> Day:
    """Where nothing is said of it, by building for who goes through Congress, else by state."""
    by = choice.by or ("building" if any(stop.building for stop in stops) else "state")
    choice = msgspec.structs.replace(choice, by=by)
    found = sorted((stop for stop in stops if _is_wanted(stop, choice)), key=ORDERS[by][0])
    pages = max(1, -(-len(found) // PAGE))
    choice = msgspec.structs.replace(choice, page=min(choice.page, pages))
    begin = (choice.page - 1) * PAGE
    groups = _groups(found, ORDERS[by][1])
    return Day(choice, count(stops), len(found), groups, _cut(groups, begin, begin + PAGE), pages)


def _is_wanted(stop: Stop, choice: Choice) -> bool:
    if choice.left and stop.marks.is_out and stop.official_id != choice.at:
        return False
    words = in_search(f"{stop.name} {stop.office} {stop.address}").split()
    return all(any(word.startswith(asked) for word in words) for asked in in_search(choice.name).split())


def _groups(stops: list[Stop], heading: Callable[[Stop], str]) -> list[Group]:
    groups, before = [], 0
    for words, members in groupby(stops, key=heading):
        group = Group(len(groups) + 1, words, tuple(members), before // PAGE + 1)
        groups.append(group)
        before += len(group.stops)
    return groups


def _cut(groups: list[Group], begin: int, end: int) -> list[Group]:
    """The stops from `begin` to `end`, under their headings."""
    shown, before = [], 0
    for group in groups:
        stops = group.stops[max(0, begin - before) : max(0, end - before)]
        before += len(group.stops)
        if stops:
            shown.append(msgspec.structs.replace(group, stops=stops))
    return shown


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# How each order sorts, and what stands above its groups. Sorting keeps the order of the packets among equals.
ORDERS: dict[str, tuple[Callable[[Stop], Any], Callable[[Stop], str]]] = {
    "building": (
        lambda stop: (not stop.building, stop.building, stop.room),
        lambda stop: stop.building or _("Elsewhere"),
    ),
    "state": (lambda stop: in_search(stop.state), lambda stop: stop.state),
    "kind": (lambda stop: list(KINDS).index(stop.official.kind), lambda stop: stop.kind),
}
