"""The map and its table: what each state is called, how many signed there, and how dark it is drawn."""

from bisect import bisect_right
from typing import Literal

import msgspec

from wechoose.counts.geometry import outlines
from wechoose.places.states import State, all_states

By = Literal["count", "capita"]

# Where one color ends and the next begins: round numbers on a logarithmic scale, since the largest state has
# seventy times the people of the smallest. Quantiles would recolor states that nobody signed in.
BREAKS: dict[By, tuple[float, ...]] = {
    "count": tuple(m * 10**e for e in range(10) for m in (1, 3))[1:],
    "capita": tuple(round(m * 10**e, 1) for e in range(-1, 6) for m in (1, 2, 5))[1:],
}


class StateCount(msgspec.Struct, frozen=True):
    """A row of the table and, where d is set, a shape of the map; step 0 is none, 1 few, 5 many."""

    usps: str
    name: str
    people: int | None
    verified: int
    per_100k: float | None
    step: int
    d: str | None


class LegendStep(msgspec.Struct, frozen=True):
    """The numbers that one color stands for, from low to high; high is None for the last."""

    step: int
    low: float
    high: float | None


class MapView(msgspec.Struct, frozen=True):
    view_box: str
    by: By
    shapes: tuple[StateCount, ...]
    rows: tuple[StateCount, ...]
    legends: dict[By, tuple[LegendStep, ...]]


def draw(states: dict[str, int], by: By) -> MapView:
    """The map of verified signatures by USPS code, colored by their number or by that per 100,000 people."""
    breaks = _breaks(states)
    rows = tuple(_count(state, states.get(state.usps, 0), by, breaks[by]) for state in all_states())
    return MapView(
        view_box=outlines().view_box,
        by=by,
        # The District is drawn last, on top of the states around it.
        shapes=tuple(sorted((row for row in rows if row.d), key=lambda row: row.usps == "DC")),
        rows=rows,
        legends={"count": _count_legend(breaks["count"]), "capita": _capita_legend(breaks["capita"])},
    )


def per_100k(verified: int, people: int | None) -> float | None:
    """None where nobody counts the people: military mail and the freely associated states."""
    return verified * 100_000 / people if people else None


def _count(state: State, verified: int, by: By, breaks: tuple[float, ...]) -> StateCount:
    rate = per_100k(verified, state.population)
    measure = verified if by == "count" else rate or 0
    return StateCount(
        usps=state.usps,
        name=state.name,
        people=state.population,
        verified=verified,
        per_100k=rate,
        step=1 + bisect_right(breaks, measure) if verified else 0,
        d=outlines().paths.get(state.usps),
    )


def _breaks(states: dict[str, int]) -> dict[By, tuple[float, ...]]:
    drawn = [(states.get(state.usps, 0), state.population) for state in all_states() if state.population]
    return {
        "count": _four_up_to(max(verified for verified, _ in drawn), BREAKS["count"]),
        "capita": _four_up_to(max(per_100k(*pair) or 0 for pair in drawn), BREAKS["capita"]),
    }


def _four_up_to(highest: float, series: tuple[float, ...]) -> tuple[float, ...]:
    end = max(4, bisect_right(series, highest))
    return series[end - 4 : end]


def _count_legend(breaks: tuple[float, ...]) -> tuple[LegendStep, ...]:
    ends = [*(edge - 1 for edge in breaks), None]
    return _legend([1, *breaks], ends)


def _capita_legend(breaks: tuple[float, ...]) -> tuple[LegendStep, ...]:
    return _legend([0, *breaks], [*breaks, None])


def _legend(lows: list[float], highs: list[float | None]) -> tuple[LegendStep, ...]:
    steps = zip(range(1, 6), lows, highs, strict=True)
    return tuple(LegendStep(step=step, low=low, high=high) for step, low, high in steps)
