"""Delays: from the moment a confirmation was acknowledged until each open page showed a count that has it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from wechoose.bench.live.watchers import Told

CAMPAIGN = ""
"""The key of the streams of all demands together, beside the slugs."""


class Stretch(msgspec.Struct, frozen=True):
    """What happened to one key's count: before, after, and when what came in between was acknowledged, in order."""

    base: int
    end: int
    acknowledged: Sequence[int]


class Seen(msgspec.Struct, frozen=True):
    """What all streams saw: how many delays were so many milliseconds, and what is not as it must be."""

    delays: Counter[int]
    lost: list[str]
    differences: list[str]

    def quantile(self, part: float) -> int:
        """The delay that this part of them does not pass."""
        left = part * self.delays.total()
        for delay in sorted(self.delays):
            left -= self.delays[delay]
            if left <= 0:
                return delay
        return 0


def compare(keys: Sequence[str], told: Sequence[Told], stretches: Mapping[str, Stretch]) -> Seen:
    """`keys` names what each stream shows."""
    by_stream: defaultdict[int, list[Told]] = defaultdict(list)
    for event in told:
        by_stream[event.stream].append(event)
    seen = Seen(Counter(), [], [])
    for stream, key in enumerate(keys):
        _look_at(seen, f"a stream of {key or 'the campaign'}", by_stream[stream], stretches[key])
    return seen


def _look_at(seen: Seen, what: str, events: Sequence[Told], stretch: Stretch) -> None:
    for before, after in pairwise(events):
        if after.number <= before.number or after.verified < before.verified:
            seen.differences.append(f"{what} went back")
    last = events[-1].verified if events else 0
    if last < stretch.end:
        seen.lost.append(f"{what} ended with fewer than the database has")
    elif last > stretch.end:
        seen.differences.append(f"{what} ended with more than the database has")
    _add_delays(seen.delays, events, stretch)


def _add_delays(delays: Counter[int], events: Sequence[Told], stretch: Stretch) -> None:
    """The k-th acknowledgment is shown by a count of k over the base, in whatever order they were committed."""
    shown = 0
    for event in events:
        until = min(event.verified - stretch.base, len(stretch.acknowledged))
        for acknowledged in stretch.acknowledged[shown:until]:
            # It may be shown before its answer has reached the client.
            delays[max(0, event.received_ns - acknowledged) // 1_000_000] += 1
        shown = max(shown, until)
