"""Building by itself: a worker takes up what is due, one at a time, and another one goes on where one was stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psutil
import pytest

from tests.deliveries.conftest import DEMAND, OPENED, Ordering, Signing
from tests.deliveries.making import files_of, made, make, task_of
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.deliveries import leases, workshop
from wechoose.deliveries.builder import build
from wechoose.deliveries.chunks import add_chunks
from wechoose.deliveries.deliveries import Delivery, find_delivery, progress
from wechoose.deliveries.leases import Lease, Lost, claim
from wechoose.deliveries.ordering import cancel, refuse, release, remake
from wechoose.deliveries.troubles import in_words
from wechoose.seals.seal_key import keep_seal_key

Later = Callable[..., None]

SENATORS = "kind = 'senator' and state in ('NJ', 'PA')"


@asynccontextmanager
async def workers(site: Site, number: int = 1) -> AsyncIterator[None]:
    await keep_seal_key(site)
    stop = asyncio.Event()
    working = [asyncio.create_task(workshop.run(site, stop)) for _worker in range(number)]
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await asyncio.gather(*working)


async def until(site: Site, delivery: Delivery, *statuses: str) -> Delivery:
    async with asyncio.timeout(30):
        while (found := (await made(site, delivery))[0]).status not in statuses:
            await asyncio.sleep(0.05)
    return found


async def change(site: Site, statement: str, *values: Any) -> None:
    async with site.database.transaction() as db:
        await db.execute(statement, *values)


async def test_a_worker_builds_what_is_queued(in_office: Site, ordered: Ordering, signed: Signing) -> None:
    await signed("Ann Ahead")
    delivery = await ordered(SENATORS)
    assert progress(delivery) == 0.0
    async with workers(in_office):
        ready = await until(in_office, delivery, "ready", "failed")
    assert (ready.status, ready.packets_ready, ready.trouble) == ("ready", 4, "")
    assert progress(ready) == 1.0


async def test_two_workers_make_each_packet_once(in_office: Site, ordered: Ordering, signed: Signing) -> None:
    await signed("Ann Ahead")
    deliveries = [await ordered(SENATORS) for _delivery in range(3)]
    async with workers(in_office, 2):
        for delivery in deliveries:
            await until(in_office, delivery, "ready", "failed")
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select max(lease) from deliveries where status = 'ready'") == 1


async def test_what_waits_for_a_second_person_is_not_built_until_it_is_released(
    in_office: Site, ordered: Ordering
) -> None:
    asked, turned_down = await ordered(SENATORS, "asked"), await ordered(SENATORS, "asked")
    async with in_office.database.transaction() as db:
        assert await claim(db) is None
        assert await refuse(db, turned_down.code)
        assert not await release(db, turned_down.code)
        assert await release(db, asked.code)
        claimed = await claim(db)
    assert claimed
    assert claimed.delivery_id == asked.delivery_id


async def test_nothing_is_built_before_its_cut_off_is_settled(
    in_office: Site, ordered: Ordering, later: Later
) -> None:
    await ordered(SENATORS, cutoff=clock.now())
    async with in_office.database.transaction() as db:
        assert await claim(db) is None
        later(seconds=26)
        assert await claim(db)


async def test_nobody_else_builds_as_long_as_the_lease_lasts(
    in_office: Site, ordered: Ordering, later: Later
) -> None:
    delivery = await ordered(SENATORS)
    task = await task_of(in_office)
    lease = Lease(in_office.database, task.claim)
    async with in_office.database.transaction() as db:
        later(seconds=14)
        assert await claim(db) is None
    await lease.renew()
    async with in_office.database.transaction() as db:
        later(seconds=14)
        assert await claim(db) is None
        later(seconds=2)
        assert await claim(db)
    with pytest.raises(Lost):
        await build(task)
    assert (await made(in_office, delivery))[0].packets_ready == 0


async def test_a_cancelled_delivery_leaves_nothing_and_stops_its_builder(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    delivery = await ordered(SENATORS)
    task = await task_of(in_office)
    async with in_office.database.transaction() as db:
        await cancel(db, None, delivery.code)
    with pytest.raises(Lost):
        await build(task)
    cancelled, packets = await made(in_office, delivery)
    assert cancelled.status == "cancelled"
    assert {packet.status for packet in packets} == {"cancelled"}
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from delivery_chunks") == 0


async def test_who_calls_off_what_is_being_built_waits_for_nobody(in_office: Site, ordered: Ordering) -> None:
    await asyncio.to_thread(fill, in_office.settings, in_office.database.url, Filling(12_000, (DEMAND,)))
    await change(in_office, "update signatures set verified_at = $1", OPENED)
    delivery = await ordered("kind in ('senator', 'president')")
    async with workers(in_office):
        async with asyncio.timeout(30):
            while not (await made(in_office, delivery))[0].packets_ready:
                await asyncio.sleep(0.05)
        async with in_office.database.transaction() as db:
            await cancel(db, None, delivery.code)
        async with asyncio.timeout(5):
            while any(map(_is_builder, psutil.Process().children())):
                await asyncio.sleep(0.05)
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from delivery_chunks") == 0
        assert await db.fetchval("select count(*) from packets where status <> 'cancelled'") == 0


async def test_a_builder_that_was_stopped_in_the_middle_is_followed_by_one_that_goes_on(
    in_office: Site, ordered: Ordering, signed: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        await signed(f"Signer {number}", "PA" if number % 2 else "NJ", None)
    delivery = await ordered(SENATORS)
    _delivery, whole = await make(in_office, delivery)
    expected = [await files_of(in_office, packet) for packet in whole]
    async with in_office.database.transaction() as db:
        await remake(db, None, delivery.code)

    # The third packet is begun and not ended, as when its builder is killed there.
    with monkeypatch.context() as patch:
        written = 0

        async def add(db: Any, chunks: Any) -> None:
            nonlocal written
            written += 1
            await add_chunks(db, chunks)
            if written == 3:
                raise ZeroDivisionError

        patch.setattr("wechoose.deliveries.build.add_chunks", add)
        with pytest.raises(ZeroDivisionError):
            await build(await task_of(in_office))
    assert (await made(in_office, delivery))[0].packets_ready == 2
    await change(in_office, "update deliveries set leased_until = now()")

    async with workers(in_office):
        await until(in_office, delivery, "ready", "failed")
    _delivery, packets = await made(in_office, delivery)
    assert [await files_of(in_office, packet) for packet in packets] == expected


async def test_a_killed_builder_is_followed_by_one_that_ends_it(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    delivery = await ordered(SENATORS)
    async with workers(in_office):
        async with asyncio.timeout(20):
            while not (builders := list(filter(_is_builder, psutil.Process().children()))):
                await asyncio.sleep(0.01)
        for builder in builders:
            builder.kill()
        ready = await until(in_office, delivery, "ready", "failed")
    assert ready.status == "ready"
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select lease from deliveries") == 2


def _is_builder(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return "wechoose.deliveries.builder" in process.cmdline()
    return False


async def test_what_fails_again_and_again_has_failed_with_a_sentence(
    in_office: Site, ordered: Ordering, later: Later
) -> None:
    delivery = await ordered(SENATORS)
    async with in_office.database.transaction() as db:
        for _attempt in range(leases.MOST_ATTEMPTS):
            claimed = await claim(db)
            assert claimed
            await leases.put_back(db, claimed, "broke_off")
            assert await claim(db) is None
            later(seconds=20)
        assert await claim(db) is None
        failed = await find_delivery(db, delivery.code)
    assert (failed.status, failed.trouble) == ("failed", "broke_off")
    assert in_words(failed.trouble).endswith("Try again.")
    async with in_office.database.transaction() as db:
        await remake(db, None, delivery.code)
        assert await claim(db)


async def test_a_signer_nobody_can_open_fails_at_once_and_says_which_key_is_missing(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    await keep_seal_key(in_office)
    await change(in_office, "update signers set sealed = overlay(sealed placing '\\x00000000' from 1)")
    delivery = await ordered(SENATORS)
    async with workers(in_office):
        failed = await until(in_office, delivery, "ready", "failed")
    assert failed.trouble == "unreadable"
    assert "WECHOOSE_SECRET_KEYS" in in_words(failed.trouble)


async def test_a_worker_that_is_told_to_stop_gives_its_delivery_back(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    delivery = await ordered(SENATORS)
    async with workers(in_office):
        await until(in_office, delivery, "building")
    async with in_office.database.transaction() as db:
        found = await find_delivery(db, delivery.code)
        again = await claim(db)
    assert found.status == "building"
    assert again
    assert again.attempts == 1
