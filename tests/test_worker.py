"""The worker: mail goes out and what is old goes away, without anybody asking, until it is told to stop."""

import asyncio
from pathlib import Path
from typing import Any

from wechoose.base.sealing import BUCKETS
from wechoose.base.site import Site
from wechoose.mail.capture import folder_in
from wechoose.mail.outbox import Wish, write_letter
from wechoose.signing.people import Person, seal_person
from wechoose.worker import work


async def add_signer(site: Site, address: str, signed_days_ago: int) -> None:
    """Somebody who signed the first demand, and whose letter is due unless it was long ago."""
    bucket, key = site.signer_key(address)
    sealed = seal_person(site.seals, key, Person("Ada", "Byron", address))
    async with site.database.transaction() as db:
        await db.execute(
            "insert into signers (bucket, signer_key, sealed, language, created_at) "
            "values ($1, $2, $3, 'en', now() - make_interval(days => $4))",
            *(bucket, key, sealed, signed_days_ago),
        )
        await db.execute(
            "insert into signatures (bucket, demand_id, signer_key, status, state, channel, public, news, consents, "
            "signed_at, status_at) select bucket, 1, signer_key, 'pending', 'NJ', 'web', true, false, '{}', "
            "created_at, created_at from signers where bucket = $1 and signer_key = $2",
            *(bucket, key),
        )
        if signed_days_ago == 0:
            await write_letter(db, site.settings.limits, Wish(bucket, key, "confirmation", [1], "en"))


async def until(site: Site, condition: str) -> None:
    """Until the condition holds; each look lets the worker work."""
    async with asyncio.timeout(20):
        while not await ask(site, f"select {condition}"):
            await asyncio.sleep(0)


async def ask(site: Site, query: str) -> Any:
    async with site.database.transaction(read_only=True) as db:
        return await db.fetchval(query)


async def test_it_sends_forgets_and_stops_when_told(site: Site) -> None:
    await add_signer(site, "old@example.org", signed_days_ago=20)
    stop = asyncio.Event()
    working = asyncio.create_task(work(site, stop))
    await add_signer(site, "new@example.org", signed_days_ago=0)

    await until(
        site, "(select count(*) from signers) = 1 and (select count(*) from outbox where status = 'sent') = 1"
    )
    stop.set()
    async with asyncio.timeout(5):
        await working
    assert len(list(folder_in(site.settings.data_dir).glob("*.eml"))) == 1


async def test_two_workers_share_the_letters(site: Site, tmp_path: Path) -> None:
    for number in range(2 * BUCKETS):
        await add_signer(site, f"signer{number}@example.org", signed_days_ago=0)
    stop = asyncio.Event()
    working = [asyncio.create_task(work(site, stop)) for _ in range(2)]

    await until(site, "count(*) = 0 from outbox where status = 'waiting'")
    stop.set()
    await asyncio.gather(*working)
    assert await ask(site, "select max(attempts) from outbox") == 1
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2 * BUCKETS
