"""Bidi: where the parts of a line stand when some are read from right to left (Unicode Standard Annex #9)."""

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple
from unicodedata import bidirectional

PARTNERS = {"(": ")", "[": "]", "{": "}"}
NEUTRAL = frozenset({"B", "S", "WS", "ON"})


class Run(NamedTuple):
    """Characters read in one direction, and the depth of their embedding: odd from right to left."""

    start: int
    end: int
    level: int


def base_level(text: str) -> int:
    """1 for a text whose first letter is read from right to left."""
    strong = (kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"})
    return int(next(strong, "L") != "L")


def visual_runs(text: str, base: int) -> list[Run]:
    """From left to right as they stand on paper."""
    runs = _runs(_levels(text, base))
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        runs = _turned(runs, level)
    return runs


def _runs(levels: list[int]) -> list[Run]:
    runs, start = [], 0
    for level, group in groupby(levels):
        end = start + len(list(group))
        runs.append(Run(start, end, level))
        start = end
    return runs


def _turned(runs: list[Run], level: int) -> list[Run]:
    """Rule L2: whatever lies at this level or deeper changes its order."""
    turned: list[Run] = []
    for deep, group in groupby(runs, key=lambda run: run.level >= level):
        together = list(group)
        turned += reversed(together) if deep else together
    return turned


def _levels(text: str, base: int) -> list[int]:
    edge = "R" if base else "L"
    kinds = _numbers(_marks([bidirectional(character) or "L" for character in text], edge), edge)
    kinds = _neutrals(_brackets(text, kinds, edge), edge)
    return [base + _deeper(kind, base) for kind in kinds]


def _deeper(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return int(kind != "R")
    return {"L": 0, "R": 1}.get(kind, 2)


def _marks(kinds: list[str], edge: str) -> list[str]:
    """Rule W1: marks, and joiners with them, go with what they stand on."""
    before = edge
    for place, kind in enumerate(kinds):
        if kind in {"NSM", "BN"}:
            kinds[place] = before
        before = kinds[place]
    return kinds


def _numbers(kinds: list[str], edge: str) -> list[str]:
    """Rules W2 to W7: digits, and what stands between and beside them."""
    kinds = _after_letters(kinds, edge, "AL", "AN")
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and before in {"EN", "AN"} and (kind == "CS" or (kind == "ES" and before == "EN")):
            kinds[place] = before
    kinds = _spread(
        kinds, lambda kind: kind == "ET", lambda left, right: "EN" if "EN" in (left, right) else "ON"
    )
    kinds = ["ON" if kind in {"ES", "CS"} else kind for kind in kinds]
    return _after_letters(kinds, edge, "L", "L")


def _after_letters(kinds: list[str], edge: str, letters: str, instead: str) -> list[str]:
    """European digits that follow such letters, whatever is between them, are of another kind."""
    changed, strong = [], edge
    for kind in kinds:
        strong = kind if kind in {"L", "R", "AL"} else strong
        changed.append(instead if kind == "EN" and strong == letters else kind)
    return changed


def _brackets(text: str, kinds: list[str], edge: str) -> list[str]:
    """Rule N0: a pair takes the line's direction if it encloses such letters, else that of what stands before it."""
    for start, end in _pairs(text, kinds):
        inside = {_direction(kind) for kind in kinds[start + 1 : end] if kind not in NEUTRAL}
        before = next((_direction(kind) for kind in reversed(kinds[:start]) if kind not in NEUTRAL), edge)
        if inside:
            kinds[start] = kinds[end] = edge if edge in inside else before
    return kinds


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    pairs, opened = list[tuple[int, int]](), list[int]()
    for place, character in enumerate(text):
        if kinds[place] != "ON":
            continue
        if character in PARTNERS:
            opened.append(place)
        partner = next((it for it in reversed(opened) if PARTNERS[text[it]] == character), None)
        if partner is not None:
            pairs.append((partner, place))
            opened = [it for it in opened if it < partner]
    return sorted(pairs)


def _direction(kind: str) -> str:
    """Numbers count as read from right to left here."""
    return "L" if kind == "L" else "R"


def _neutrals(kinds: list[str], edge: str) -> list[str]:
    """Rules N1 and N2: between two of one direction they take it, else the line's."""

    def between(left: str, right: str) -> str:
        directions = {_direction(left or edge), _direction(right or edge)}
        return directions.pop() if len(directions) == 1 else edge

    return _spread(kinds, lambda kind: kind in NEUTRAL, between)


def _spread(kinds: list[str], chosen: Callable[[str], bool], become: Callable[[str, str], str]) -> list[str]:
    """Every stretch of the chosen kinds becomes what its neighbours make of it; "" is the line's edge."""
    stretches = [(is_chosen, list(group)) for is_chosen, group in groupby(kinds, key=chosen)]
    spread: list[str] = []
    for place, (is_chosen, group) in enumerate(stretches):
        left = spread[-1] if spread else ""
        right = stretches[place + 1][1][0] if place + 1 < len(stretches) else ""
        spread += [become(left, right)] * len(group) if is_chosen else group
    return spread
