"""`kill -9` of builder, worker or PostgreSQL in the middle of a delivery: it comes to its end, with the same bytes."""

import asyncio
import os
import signal
from contextlib import suppress
from random import Random

import psutil
import pytest

from tests.running import RunningSite, running_site
from wechoose.base import clock
from wechoose.base.refusals import Unavailable
from wechoose.base.settings import read_settings
from wechoose.base.site import Site
from wechoose.bench.inside import opened_site
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.deliveries.deliveries import Delivery, by_number, packets_of
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.leases import SETTLED
from wechoose.deliveries.ordering import order, remake
from wechoose.serving.ground import grounded

SEED = 1789
SIGNERS = 60_000
DEMAND = "community-schools"
KILLS = ("builder", "worker", "postgres", "serve", "builder", "postgres", "worker", "builder")
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 180

pytestmark = pytest.mark.long


async def test_a_delivery_that_is_killed_again_and_again_comes_out_with_the_same_bytes() -> None:
    chance = Random(SEED)
    with running_site(workers=1, WECHOOSE_LIMITS="off") as running:
        await asyncio.to_thread(_fill, running)
        async with opened_site(running) as site:
            delivery = await _order(site)
            undisturbed = await _wait_and_read(site, delivery)
            async with site.database.transaction() as db:
                await remake(db, None, delivery.code)
            for role in KILLS:
                await _kill(running, site, delivery, role, chance)
            assert await _wait_and_read(site, delivery) == undisturbed
            async with site.database.transaction(read_only=True) as db:
                found = await by_number(db, delivery.delivery_id)
                leases = await db.fetchval("select lease from deliveries")
        assert (found.status, found.trouble, found.attempts) == ("ready", "", 0)
        # Once undisturbed, once more, and again after every kill that struck while it was built.
        assert leases
        assert leases >= 4
        assert "Traceback" not in running.log.read_text()


def _fill(running: RunningSite) -> None:
    settings = read_settings(running.environment)
    with grounded(settings) as url:
        fill(settings, url, Filling(SIGNERS, (DEMAND,)))


async def _order(site: Site) -> Delivery:
    async with site.database.transaction() as db:
        rows = await db.fetch(
            "select official_id from officials where kind in ('senator', 'president') "
            "or kind = 'representative' and state in ('NJ', 'CA')"
        )
        draft = Draft(
            title="A delivery",
            demands=(DEMAND,),
            official_ids=tuple(row["official_id"] for row in rows),
            cutoff=clock.now() - SETTLED,
            since_last=False,
            language="en",
            subject="Signatures",
            body="{salutation}\n\nHere they are.",
            closing="The campaign",
            reason="to see it through",
        )
        return await order(db, None, draft)


async def _kill(running: RunningSite, site: Site, delivery: Delivery, role: str, chance: Random) -> None:
    """Once it is one packet further, at a moment of chance."""
    await _until_further(running, site, delivery)
    await asyncio.sleep(chance.uniform(0, 0.5))
    if role == "serve":
        await asyncio.to_thread(running.kill)
        await asyncio.to_thread(running.start)
        return
    pids = _builders(running) if role == "builder" else running.pids(role)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def _until_further(running: RunningSite, site: Site, delivery: Delivery) -> None:
    before = (await _found(site, delivery)).packets_ready
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not _builders(running) or (await _found(site, delivery)).packets_ready == before:
            assert (await _found(site, delivery)).status not in ("ready", "failed")
            await asyncio.sleep(LOOK_SECONDS)


def _builders(running: RunningSite) -> list[int]:
    with suppress(psutil.Error):
        workers = [psutil.Process(pid) for pid in running.pids("worker")]
        return [child.pid for worker in workers for child in worker.children()]
    return []


async def _wait_and_read(site: Site, delivery: Delivery) -> list[object]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await _found(site, delivery)).status not in ("ready", "failed"):
            await asyncio.sleep(LOOK_SECONDS)
    async with site.database.transaction(read_only=True) as db:
        packets = await packets_of(db, delivery.delivery_id)
    return [
        (packet.status, packet.rows, packet.files, packet.manifest, packet.signature) for packet in packets
    ]


async def _found(site: Site, delivery: Delivery) -> Delivery:
    while True:
        with suppress(Unavailable):
            async with site.database.transaction(read_only=True) as db:
                return await by_number(db, delivery.delivery_id)
        await asyncio.sleep(LOOK_SECONDS)
