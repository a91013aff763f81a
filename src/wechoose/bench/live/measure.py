"""Measuring: what streams cost in memory, and what they are told while confirmations come in."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import msgspec
import psutil

from wechoose.bench.inside import opened_site
from wechoose.bench.live.confirming import Asked, count_verified
from wechoose.bench.live.delays import CAMPAIGN, Seen, Stretch, compare
from wechoose.bench.live.visiting import stream_of, visit
from wechoose.bench.live.watchers import Watchers
from wechoose.bench.machine import busy_seconds, cpu_of
from wechoose.bench.plan import Run
from wechoose.bench.served import Served

# For the last counts to arrive everywhere.
SETTLE_SECONDS = 3.0


class Measured(msgspec.Struct, frozen=True):
    """Memory is bytes a stream: when all were open, and in the end. `reads` are visitors who asked meanwhile."""

    seen: Seen
    events: int
    broken: int
    open_seconds: float
    open_memory: float
    end_memory: float
    confirmed: Run
    reads: Run
    verified: int
    seconds: float
    cpu: Mapping[str, float]


async def measure(served: Served, keys: Sequence[str], asked: Sequence[Asked], confirms: int) -> Measured:
    """A stream for each of these keys, and the confirmations at so many a second."""
    base, memory, began = await _totals(served), _memory(served), time.monotonic()
    with Watchers(served.url, [stream_of(key) for key in keys]) as watchers:
        open_seconds, open_memory = time.monotonic() - began, _memory(served) - memory
        spending, began = _Spending(served, watchers), time.monotonic()
        confirmed, reads = await asyncio.to_thread(visit, served, keys, asked, confirms)
        await asyncio.sleep(SETTLE_SECONDS)
        seconds, end_memory = time.monotonic() - began, _memory(served) - memory
        cpu = spending.with_clients(confirmed.cpu_seconds + reads.cpu_seconds)
        told = watchers.close()
    end = await _totals(served)
    times = _times(asked, confirmed, end)
    return Measured(
        seen=compare(keys, told, {key: Stretch(base[key], end[key], times[key]) for key in end}),
        events=len(told) - len(keys),
        broken=watchers.broken,
        open_seconds=open_seconds,
        open_memory=open_memory / len(keys),
        end_memory=end_memory / len(keys),
        confirmed=confirmed,
        reads=reads,
        verified=end[CAMPAIGN] - base[CAMPAIGN],
        seconds=seconds,
        cpu=cpu,
    )


def _times(asked: Sequence[Asked], confirmed: Run, end: Mapping[str, int]) -> dict[str, list[int]]:
    """When confirmations were acknowledged, by key."""
    times: dict[str, list[int]] = {key: [] for key in end}
    for each, answer in zip(asked, confirmed.answers, strict=True):
        if answer.status == 303:
            times[each.slug].append(answer.ended_ns)
            times[CAMPAIGN].append(answer.ended_ns)
    return {key: sorted(acknowledged) for key, acknowledged in times.items()}


async def _totals(served: Served) -> dict[str, int]:
    async with opened_site(served) as site:
        verified = await count_verified(site)
    return {CAMPAIGN: sum(verified.values()), **verified}


def _memory(served: Served) -> int:
    return sum(psutil.Process(pid).memory_info().rss for pid in served.pids("web"))


class _Spending:
    """CPU seconds from now on, by role."""

    def __init__(self, served: Served, watchers: Watchers) -> None:
        self._served, self._watchers = served, watchers
        self._before, self._busy = self._now(), busy_seconds()

    def with_clients(self, clients: float) -> dict[str, float]:
        ours = {role: seconds - self._before[role] for role, seconds in self._now().items()}
        ours["clients"] = clients
        return ours | {"others": max(0.0, busy_seconds() - self._busy - sum(ours.values()))}

    def _now(self) -> dict[str, float]:
        return cpu_of(self._served) | {"watchers": self._watchers.cpu_seconds}
