"""Measuring: what streams cost in memory, and what they are told while confirmations come in."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import msgspec
import psutil

from wechoose.bench.inside import opened_site
from wechoose.bench.live.confirming import Asked, count_verified
from wechoose.bench.live.delays import CAMPAIGN, Seen, Stretch, compare
from wechoose.bench.live.idle import Idle
from wechoose.bench.live.watchers import Watchers
from wechoose.bench.machine import busy_seconds, cpu_of
from wechoose.bench.plan import Client, Run, raw_request
from wechoose.bench.served import Served

CONNECTIONS = 16
READS_A_SECOND = 50
# Streams and requests that come and go before: the first of everything takes memory that is never given back.
WARM_UP = 200
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


def measure_idle(streams: int) -> float:
    """Bytes that a stream of an empty handler takes."""
    with Idle() as idle:
        with Watchers(idle.url, ["/"] * WARM_UP):
            pass
        before = idle.memory
        with Watchers(idle.url, ["/"] * streams):
            return (idle.memory - before) / streams


def warm_up(served: Served, keys: Sequence[str], asked: Sequence[Asked]) -> None:
    requests = [each.request for each in asked] + [_read(key) for key in keys[:WARM_UP]]
    with (
        Watchers(served.url, [_stream(key) for key in keys[:WARM_UP]]),
        Client(served.url, CONNECTIONS, requests) as client,
    ):
        client.run(5.0)


async def measure(served: Served, keys: Sequence[str], asked: Sequence[Asked], confirms: int) -> Measured:
    """A stream for each of these keys, and the confirmations at so many a second."""
    base = await _totals(served)
    memory, began = _memory(served), time.monotonic()
    with Watchers(served.url, [_stream(key) for key in keys]) as watchers:
        open_seconds, open_memory = time.monotonic() - began, _memory(served) - memory
        before, busy, began = _spent(served, watchers), busy_seconds(), time.monotonic()
        confirmed, reads = await asyncio.to_thread(_visit, served, keys, asked, confirms)
        await asyncio.sleep(SETTLE_SECONDS)
        end_memory, seconds = _memory(served) - memory, time.monotonic() - began
        cpu = {role: spent - before[role] for role, spent in _spent(served, watchers).items()}
        cpu["clients"] = confirmed.cpu_seconds + reads.cpu_seconds
        cpu["others"] = max(0.0, busy_seconds() - busy - sum(cpu.values()))
        told = watchers.close()
    end = await _totals(served)
    stretches = {
        key: Stretch(base[key], end[key], times) for key, times in _times(asked, confirmed, end).items()
    }
    return Measured(
        seen=compare(keys, told, stretches),
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


def _visit(served: Served, keys: Sequence[str], asked: Sequence[Asked], confirms: int) -> tuple[Run, Run]:
    seconds = len(asked) / confirms
    confirming = [((at + 1) / confirms, each.request) for at, each in enumerate(asked)]
    reading = [
        ((at + 1) / READS_A_SECOND, _read(keys[at % len(keys)]))
        for at in range(int(seconds * READS_A_SECOND))
    ]
    with (
        Client(served.url, CONNECTIONS, confirming) as confirmer,
        Client(served.url, CONNECTIONS, reading) as reader,
    ):
        for client in (confirmer, reader):
            client.start(seconds + 5)
        return confirmer.wait(), reader.wait()


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


def _spent(served: Served, watchers: Watchers) -> dict[str, float]:
    return cpu_of(served) | {"watchers": watchers.cpu_seconds}


def _memory(served: Served) -> int:
    return sum(psutil.Process(pid).memory_info().rss for pid in served.pids("web"))


def _read(key: str) -> bytes:
    return raw_request("GET", _counts(key))


def _stream(key: str) -> str:
    return f"{_counts(key)}/stream"


def _counts(key: str) -> str:
    return f"/api/v1/demands/{key}/counts" if key else "/api/v1/counts"
