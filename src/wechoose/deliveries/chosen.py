"""Chosen officials as one field of a form: hundreds of numbers, short, such as 1-100,205."""

import re
from collections.abc import Iterable

RUN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
# More than any delivery may have; whoever types more by hand is told so when they order.
MOST = 20_000


def pack(official_ids: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(set(official_ids)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if first < last else str(first) for first, last in runs)


def unpack(text: str) -> tuple[int, ...]:
    """The numbers in order; what is none is left out."""
    numbers: set[int] = set()
    for run in filter(None, map(RUN.fullmatch, text.split(","))):
        first, last = int(run[1]), int(run[2] or run[1])
        numbers.update(range(first, min(last + 1, first + MOST)))
        if len(numbers) > MOST:
            break
    return tuple(sorted(numbers)[:MOST])
