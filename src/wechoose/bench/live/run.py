"""The run: a site of its own, its open pages and its confirmations, and what there is to say about them."""

import asyncio
import os
from collections.abc import Callable

import msgspec

from wechoose.bench.figures import quantile
from wechoose.bench.inside import opened_site, postgres_version
from wechoose.bench.live.confirming import Asked, prepare
from wechoose.bench.live.delays import CAMPAIGN
from wechoose.bench.live.idle import measure_idle
from wechoose.bench.live.measure import Measured, measure
from wechoose.bench.live.visiting import CONNECTIONS, WARM_UP, warm_up
from wechoose.bench.machine import describe_versions
from wechoose.bench.plan import Run
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.served import Served


class Order(msgspec.Struct, frozen=True):
    """What `bench live` was asked for."""

    streams: int
    confirms: int
    seconds: int
    workers: int


def run_live(order: Order, say: Callable[[str], None]) -> Findings:
    say("Opening streams of an empty handler …")
    limit = measure_idle(order.streams)
    say("Starting a site …")
    with Served(order.workers, {"WECHOOSE_LIMITS": "off"}) as served:
        asked = prepare(served, WARM_UP + order.confirms * order.seconds)
        keys = _keys(order, asked)
        warm_up(served, keys, asked[:WARM_UP])
        say(f"{order.streams:,} streams, {order.confirms:,} confirmations a second …")
        measured = asyncio.run(measure(served, keys, asked[WARM_UP:], order.confirms))
        versions = asyncio.run(_versions(served))
    facts = _facts(order, measured, limit, versions)
    return Findings(_lines(order, measured, limit), facts, _lost(measured), _differences(measured))


def _keys(order: Order, asked: list[Asked]) -> list[str]:
    """As many streams of each demand, and of all together."""
    all_keys = [CAMPAIGN, *sorted({each.slug for each in asked})]
    return [all_keys[number % len(all_keys)] for number in range(order.streams)]


def _lines(order: Order, measured: Measured, limit: float) -> list[Line]:
    seen = measured.seen
    per_event = {role: 1000 * spent / max(1, measured.events) for role, spent in measured.cpu.items()}
    return [
        Line(
            name="live events",
            clients=order.streams,
            rate=measured.events / measured.seconds,
            p50_ms=seen.quantile(0.5),
            p99_ms=seen.quantile(0.99),
            cpu_ms={role: per_event[role] for role in ("web", "watchers")},
            note=f"at most {seen.quantile(1.0):,} ms; {_memory(measured.end_memory, limit)}",
        ),
        _line("confirm meanwhile", measured.confirmed, 303),
        _line("read counts meanwhile", measured.reads, 200),
    ]


def _line(name: str, run: Run, status: int) -> Line:
    took = sorted(answer.seconds for answer in run.answers if answer.status == status) or [0.0]
    rate = len(took) / max(run.seconds, 1e-9)
    return Line(
        name=name, clients=CONNECTIONS, rate=rate, p50_ms=quantile(took, 0.5), p99_ms=quantile(took, 0.99)
    )


def _facts(order: Order, measured: Measured, limit: float, versions: str) -> list[str]:
    settings = f"{order.workers} web processes, 1 worker, limits off, 10 kinds of streams"
    load = sum(spent for role, spent in measured.cpu.items() if role != "others") / measured.seconds
    return [
        f"Memory      when all were open, {_memory(measured.open_memory, limit)}",
        f"Opened      {order.streams / measured.open_seconds:,.0f} streams a second",
        f"Busy        {load:.2f} of {os.cpu_count()} cores over {measured.seconds:.0f} s",
        *describe(versions, settings, measured.cpu),
    ]


def _memory(a_stream: float, limit: float) -> str:
    return f"{a_stream / 1000:.1f} kB a stream (of an empty handler {limit / 1000:.1f} kB)"


def _lost(measured: Measured) -> list[str]:
    acknowledged = sum(answer.status == 303 for answer in measured.confirmed.answers)
    missing = max(0, acknowledged - measured.verified)
    return measured.seen.lost + ["an acknowledged confirmation is not counted"] * missing


def _differences(measured: Measured) -> list[str]:
    odd = [f"a confirmation got {it.status}" for it in measured.confirmed.answers if it.status != 303]
    odd += [f"a reader got {it.status}" for it in measured.reads.answers if it.status != 200]
    return measured.seen.differences + odd + ["a stream was refused or broken off"] * measured.broken


async def _versions(served: Served) -> str:
    async with opened_site(served) as site, site.database.transaction(read_only=True) as db:
        return describe_versions(await postgres_version(db))
