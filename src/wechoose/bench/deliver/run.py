"""The run: a site with so many signers, whose worker builds deliveries one after the other while a visitor looks on."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

import msgspec
import psutil

from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.bench.deliver.checking import differences
from wechoose.bench.export.memory import Memory
from wechoose.bench.export.run import Used, fill_site, page_line, visiting
from wechoose.bench.inside import opened_site, postgres_version
from wechoose.bench.machine import describe_versions
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.served import Served
from wechoose.deliveries.chunks import bytes_kept
from wechoose.deliveries.deliveries import Delivery, by_number
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.leases import SETTLED
from wechoose.deliveries.ordering import cancel, order
from wechoose.officials.officials import find_officials
from wechoose.officials.shipped import import_shipped

Say = Callable[[str], None]
Step = Callable[[int], None]

SLUG = "community-schools"
LOOK_SECONDS = 0.2
QUIET_SECONDS = 3
BODY = "{salutation}\n\n{count_here} people who live in {constituency} ask for this: {demands}."


class Order(msgspec.Struct, frozen=True):
    """What `bench deliver` was asked for."""

    signers: int
    officials: int
    workers: int


class Built(msgspec.Struct, frozen=True):
    """How long it took, and until the rows were gathered, in seconds; bytes in memory and in the database."""

    name: str
    delivery: Delivery
    seconds: float
    gathered: float
    memory: int
    kept: int


def run_deliver(asked: Order, say: Say, step: Step) -> Findings:
    say("Starting a site …")
    with Served(asked.workers, {"WECHOOSE_LIMITS": "off"}) as served:
        say(f"{asked.signers:,} supporters sign …")
        fill_site(served, asked.signers, step)
        return asyncio.run(_run(served, asked, say))


async def _run(served: Served, asked: Order, say: Say) -> Findings:
    pages: dict[str, list[float]] = defaultdict(list)
    built, found = [], []
    async with opened_site(served) as site:
        async with site.database.transaction() as db:
            await import_shipped(db, ("congress", "executive"))
            versions = describe_versions(await postgres_version(db))
        with visiting(served, pages["page, nothing else going on"]):
            await asyncio.sleep(QUIET_SECONDS)
        used = Used(served)
        for name, ids in (await _choices(site, asked.officials)).items():
            say(f"Building: {name} …")
            with visiting(served, pages[f"page, while {name}"]):
                built.append(await _build(served, site, name, ids))
            found += await differences(site, built[-1].delivery)
            await _forget(site, built[-1].delivery)
        cpu = used.by_role()
    settings = f"{asked.signers:,} signers, {asked.workers} web processes, 1 worker"
    lines = [*map(_line, built), *(page_line(name, sorted(took)) for name, took in pages.items())]
    served.kept = bool(found)
    return Findings(lines, describe(versions, settings, cpu), [], found)


async def _choices(site: Site, officials: int) -> dict[str, tuple[int, ...]]:
    """All senators first, then representatives; and the president, who gets everybody."""
    async with site.database.transaction(read_only=True) as db:
        everybody = await find_officials(db, range(1, 2_000))
    congress = [each for each in everybody if each.kind in ("senator", "representative")][:officials]
    president = [each for each in everybody if each.kind == "president"]
    return {
        f"{len(congress)} officials": tuple(each.official_id for each in congress),
        "one packet of all": tuple(each.official_id for each in president),
    }


async def _build(served: Served, site: Site, name: str, official_ids: tuple[int, ...]) -> Built:
    delivery = await _order(site, official_ids)
    begun, gathered = time.perf_counter(), 0.0
    with Memory(lambda: _of_builders(served)) as memory:
        while (found := await _find(site, delivery)).status in ("queued", "building"):
            if found.gathered_at and not gathered:
                gathered = time.perf_counter() - begun
            await asyncio.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - begun
    async with site.database.transaction(read_only=True) as db:
        kept = await bytes_kept(db, delivery.delivery_id)
    return Built(name, found, seconds, gathered, memory.most, kept)


async def _order(site: Site, official_ids: tuple[int, ...]) -> Delivery:
    draft = Draft(
        title="Measured",
        demands=(SLUG,),
        official_ids=official_ids,
        cutoff=clock.now() - SETTLED,
        since_last=False,
        language="en",
        subject="Signatures from {constituency}",
        body=BODY,
        closing="{campaign}",
        reason="to measure it",
    )
    async with site.database.transaction() as db:
        return await order(db, None, draft)


async def _find(site: Site, delivery: Delivery) -> Delivery:
    async with site.database.transaction(read_only=True) as db:
        return await by_number(db, delivery.delivery_id)


async def _forget(site: Site, delivery: Delivery) -> None:
    async with site.database.transaction() as db:
        await cancel(db, None, delivery.code)


def _of_builders(served: Served) -> int:
    """Resident bytes of what the worker has started."""
    with suppress(psutil.Error):
        workers = [psutil.Process(pid) for pid in served.pids("worker")]
        return sum(child.memory_info().rss for worker in workers for child in worker.children())
    return 0


def _line(built: Built) -> Line:
    packets, rows = built.delivery.packets_ready, built.delivery.rows_done
    note = (
        f"rows a second; {built.seconds:.0f} s for {packets:,} packets, {rows:,} rows, {built.gathered:.0f} s of them "
        f"gathering; {built.memory / 2**20:.0f} MB in memory, {built.kept / 2**20:.0f} MB in the database"
    )
    return Line(name=built.name, clients=1, rate=rows / built.seconds, note=note)
