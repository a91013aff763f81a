"""Figures: rates and times out of many answers, as they are printed and as they are written to a file."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line of the file that `--json` writes; the fields up to `differences` are the public contract's."""

    name: str
    clients: int
    rate: float
    p50_ms: float | None
    p99_ms: float | None
    ratio_empty: float | None
    ratio_pgbench: float | None
    lost: int
    differences: int
    cpu_ms: dict[str, float] = {}
    note: str = ""


class Pace(msgspec.Struct, frozen=True):
    """How fast one kind of thing went: per second overall, per second in the median second, and how long each took."""

    count: int
    rate: float
    median_rate: float
    p50_ms: float
    p99_ms: float


def pace(times: Sequence[float], seconds: Sequence[float]) -> Pace:
    """Of things that ended at these times (in seconds, any clock) and took so long each."""
    if not times:
        return Pace(0, 0, 0, 0, 0)
    took = sorted(seconds)
    begun = min(at - each for at, each in zip(times, seconds, strict=True))
    rate = len(times) / max(max(times) - begun, 1e-9)
    return Pace(len(times), rate, _median_rate(times, rate), quantile(took, 0.5), quantile(took, 0.99))


def quantile(ordered: Sequence[float], part: float) -> float:
    """In milliseconds, of ordered seconds: the value that this part of them does not pass."""
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] * 1000


def write_json(file: Path, figures: Sequence[Figure]) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def _median_rate(times: Sequence[float], rate: float) -> float:
    """The first and the last second are seldom whole; with no whole one between them there is only the overall rate."""
    first = min(times)
    last = int(max(times) - first)
    by_second = Counter(int(at - first) for at in times)
    return median(by_second[second] for second in range(1, last)) if last > 1 else rate
