"""The count is the number of verified signatures, for every total, at every moment."""

import asyncio
from random import Random

import httpx

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.site import Site
from wechoose.counts.recount import Difference, recount, totals
from wechoose.signing.signatures import change_status

ZIPS = {"07102": "NJ", "48201": "MI", "53202": "WI", "60601": "IL"}


async def differences(site: Site) -> list[Difference]:
    async with site.database.transaction(read_only=True) as db:
        return await recount(db)


async def test_states_and_channels_add_up_to_the_count(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    for number, zip_code in enumerate([*ZIPS, "07102"]):
        sign = supporter.sign if number % 2 else supporter.sign_by_form
        await sign(email=f"{number}@example.org", zip=zip_code)
        await supporter.confirm(email=f"{number}@example.org")
    counts = (await client.get(f"/api/v1/demands/{MORATORIUM}/counts")).json()
    assert counts["verified"] == 5
    assert counts["states"] == {"IL": 1, "MI": 1, "NJ": 2, "WI": 1}
    assert counts["channels"] == {"web": 3, "widget": 0, "paper": 0, "api": 2}
    assert set(counts) == {"demand", "verified", "goal", "states", "channels", "as_of"}
    assert await differences(site) == []


async def test_every_snapshot_agrees_while_signatures_come_and_go(
    site: Site, client: httpx.AsyncClient
) -> None:
    """Sixty signers at once confirm, confirm again and take back, while somebody recounts all the time."""
    supporter = Supporter(site, client)
    chance = Random(7)
    done = asyncio.Event()

    async def come_and_go(number: int) -> None:
        email = f"{number}@example.org"
        await supporter.sign(email=email, zip=chance.choice(list(ZIPS)), demands=["end-zero-tolerance"])
        for _again in range(2):
            await supporter.confirm(MORATORIUM, "end-zero-tolerance", email=email)
        if number % 3 == 0:
            await client.post(f"/disavowals/{await supporter.token(email=email, purpose='disavowal')}")

    async def recount_until_done() -> list[list[Difference]]:
        found = []
        while not done.is_set():
            found.append(await differences(site))
        return found

    recounting = asyncio.create_task(recount_until_done())
    for first in range(0, 60, 6):
        await asyncio.gather(*(come_and_go(number) for number in range(first, first + 6)))
    done.set()
    assert not any(await recounting)
    assert await supporter.verified() == 40


async def test_the_recount_finds_a_tally_that_is_wrong(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    async with site.database.transaction() as db:
        await db.execute("update tallies set verified = verified + 1")
    [difference] = await differences(site)
    assert (difference.demand, difference.state, difference.channel) == (MORATORIUM, "NJ", "api")
    assert (difference.tally, difference.signatures) == (2, 1)
    async with site.database.transaction() as db:
        await db.execute("delete from tallies")
    [difference] = await differences(site)
    assert (difference.tally, difference.signatures) == (0, 1)


async def test_the_recount_says_what_there_is(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    await supporter.sign(email="other@example.org")
    async with site.database.transaction(read_only=True) as db:
        assert await totals(db) == {"counted": 1, "verified": 1, "pending": 1, "signers": 2}


async def test_a_tally_never_goes_below_zero(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    await supporter.sign()
    _bucket, key = supporter.key()
    demand_ids = [row[0] for row in await supporter.fetch("select demand_id from signatures")]
    for status, changed in (
        ("verified", True),
        ("withdrawn", True),
        ("withdrawn", False),
        ("verified", False),
    ):
        async with site.database.transaction() as db:
            standings = await change_status(db, {key: demand_ids}, status)
            assert bool(standings[key].changed) == changed
        assert await differences(site) == []
    assert await supporter.verified() == 0
