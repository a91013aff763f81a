import asyncio
from collections.abc import Callable

import httpx
import pytest

from tests.desk import begin, enter, prove
from tests.leaders.mailbox import mailbox, send_letters
from tests.leaders.test_own_pages import add_passkey
from wechoose.audit import acts, trail
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.leaders import factors, recovery
from wechoose.leaders.factors import By, factors_of
from wechoose.leaders.people import find_leader
from wechoose.leaders.sign_in import make_link
from wechoose.leaders.standing import stop


async def test_who_lost_everything_begins_anew_on_record_and_is_told(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    await add_passkey(site, leader)
    async with site.database.transaction() as db:
        await recovery.make_codes(db, site, leader.leader_id)
        await factors.reset(db, leader)
        mine = await factors_of(db, site, leader.leader_id)
        assert (mine.count, mine.codes_left) == (0, 0)
        line = (await trail.read_back(db))[0]
    assert (line.leader_id, line.act, line.subject) == (None, acts.RESET_FACTORS, leader.subject)
    assert (await client.get("/desk")).headers["location"] == "/desk/sign-in"
    while await send_letters(site):
        pass
    assert "took away all your second factors" in mailbox(site, leader.email)[-1].text
    await begin(client, site)
    assert "An authenticator app" in (await client.get("/desk/second-factor")).text


async def test_two_removals_at_once_leave_one_factor(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    passkey_id, by = await add_passkey(site, leader), By(leader, "")

    async def remove_passkey() -> None:
        async with site.database.transaction() as db:
            await factors.remove_passkey(db, site, by, passkey_id)

    async def remove_app() -> None:
        async with site.database.transaction() as db:
            await factors.remove_authenticator(db, site, by)

    outcomes = await asyncio.gather(remove_passkey(), remove_app(), return_exceptions=True)
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    async with site.database.transaction(read_only=True) as db:
        assert (await factors_of(db, site, leader.leader_id)).count == 1


async def test_a_leader_who_was_invited_has_joined_with_the_first_factor_and_not_before(
    client: httpx.AsyncClient, site: Site, later: Callable[..., None]
) -> None:
    leader = await begin(client, site)
    assert await joined(site) is None
    await prove(client, site, leader)
    first = await joined(site)
    assert first
    later(minutes=5)
    async with site.database.transaction() as db:
        await factors.reset(db, leader)
    await begin(client, site)
    await prove(client, site, leader)
    assert await joined(site) == first


async def test_a_link_is_not_made_for_who_was_stopped(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    async with site.database.transaction() as db:
        await stop(db, leader.leader_id)
        with pytest.raises(Refusal, match="was stopped"):
            await make_link(db, site, leader)


async def test_a_link_made_before_somebody_was_stopped_opens_nothing(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    async with site.database.transaction() as db:
        link = await make_link(db, site, leader)
        await db.execute("update leaders set stopped_at = now()")
    assert (await client.get(link)).status_code == 410
    assert (await client.post(link)).status_code == 410


async def test_a_leader_is_found_by_address(site: Site, client: httpx.AsyncClient) -> None:
    leader = await enter(client, site)
    async with site.database.transaction(read_only=True) as db:
        assert await find_leader(db, site, " Owner@example.org") == leader
        with pytest.raises(Refusal, match="is no leader here"):
            await find_leader(db, site, "nobody@example.org")


async def joined(site: Site) -> object:
    async with site.database.transaction(read_only=True) as db:
        return await db.fetchval("select joined_at from leaders")
