from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.desk import csrf_of, enter, prove
from tests.leaders.browsers import visitor_of, with_limits
from wechoose.base.site import Site
from wechoose.leaders import agents
from wechoose.leaders.retention import forget_what_is_over
from wechoose.leaders.standing import stop

Later = Callable[..., None]
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/desk")).status_code == 200


async def test_a_session_that_nobody_uses_ends(client: httpx.AsyncClient, site: Site, later: Later) -> None:
    await enter(client, site)
    for _each in range(3):
        later(minutes=59)
        assert await is_in(client)
    later(minutes=61)
    assert not await is_in(client)


async def test_a_session_ends_after_its_hours_however_much_it_is_used(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    leader = await enter(client, site)
    for _each in range(15):
        later(minutes=30)
        assert await is_in(client)
    later(minutes=31)
    assert not await is_in(client)
    assert leader


async def test_proving_the_second_factor_again_makes_no_session_longer(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:

    leader = await enter(client, site)
    for _each in range(15):
        later(minutes=30)
        await prove(client, site, leader)
    later(minutes=31)
    assert not await is_in(client)


async def test_being_seen_is_written_down_once_a_minute(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    await enter(client, site)
    seen = await last_seen(site)
    for _each in range(3):
        await client.get("/desk")
    assert await last_seen(site) == seen
    later(seconds=61)
    await client.get("/desk")
    assert await last_seen(site) > seen


async def test_a_very_short_idle_limit_still_lets_people_work(site: Site, later: Later) -> None:
    async with visitor_of(with_limits(site, idle_minutes=1)) as client:
        await enter(client, site)
        for _each in range(4):
            later(seconds=45)
            assert await is_in(client)


async def test_a_session_is_looked_up_in_one_statement(
    client: httpx.AsyncClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enter(client, site)
    async with site.database.transaction() as db:
        await db.execute("select 1")
    counted: list[str] = []
    statement = type(site.database).statement

    def count(self: object, share: str | None = None) -> object:
        counted.append(share or "")
        return statement(self, share)  # type: ignore[arg-type]

    monkeypatch.setattr(type(site.database), "statement", count)
    assert (await client.get("/desk/me")).status_code == 200
    assert counted == ["desk"]


async def test_a_leader_who_is_stopped_is_out_at_once(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    async with site.database.transaction() as db:
        await db.execute("update leaders set stopped_at = now()")
    assert not await is_in(client)
    async with site.database.transaction() as db:
        await stop(db, leader.leader_id)
    assert (await client.get("/desk")).headers["location"] == "/desk/sign-in"


async def test_what_is_over_is_forgotten(client: httpx.AsyncClient, site: Site, later: Later) -> None:
    await enter(client, site)
    await client.post("/desk/sign-out", data={"csrf": await csrf_of(client)})
    later(days=31)
    async with site.database.transaction() as db:
        await db.execute("update leader_letters set status = 'sent'")
    await forget_what_is_over(site)
    async with site.database.transaction(read_only=True) as db:
        for table in ("sessions", "sign_in_links", "spent_challenges", "leader_letters"):
            assert await db.fetchval(f"select count(*) from {table}") == 0


async def last_seen(site: Site) -> Any:
    async with site.database.transaction(read_only=True) as db:
        return await db.fetchval("select max(last_seen_at) from sessions")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (ANDROID, "Firefox, Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
            "Safari, Mac",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit CriOS/140 Mobile Safari/604",
            "Chrome, iPhone",
        ),
        ("curl/8.0", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_browser_is_named_in_words(said: str, words: str) -> None:
    assert agents.in_words(said) == words
