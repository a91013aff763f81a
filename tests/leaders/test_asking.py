"""Asking for a sign-in letter: the same for everybody, and no way to shut anybody out."""

import re
import time
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.desk import begin
from tests.leaders.browsers import visitor_of, with_limits
from tests.leaders.mailbox import mailbox, send_letters
from wechoose.base.site import Site
from wechoose.leaders import letters
from wechoose.leaders.asking import ask_for_link
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.standing import admit, find_member, stop

DOOR = "/desk/sign-in"
UNKNOWN = "stranger@example.org"


@pytest.fixture
async def leader(site: Site) -> Leader:
    async with site.database.transaction() as db:
        return await add_leader(db, site, "owner@example.org", "owner")


async def ask(client: httpx.AsyncClient, email: str, **headers: str) -> httpx.Response:
    token = re.search(r'name="form_token" value="([^"]+)"', (await client.get(DOOR)).text)
    assert token
    return await client.post(DOOR, data={"form_token": token[1], "email": email}, headers=headers)


async def rows(site: Site) -> dict[str, int]:
    async with site.database.transaction(read_only=True) as db:
        names = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        counted: dict[str, Any] = {
            name: await db.fetchval(f"select count(*) from {name}") for (name,) in names
        }
    return counted


async def grown(site: Site, client: httpx.AsyncClient, email: str) -> dict[str, int]:
    before = await rows(site)
    assert (await ask(client, email)).status_code == 303
    after = await rows(site)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


async def test_a_leader_gets_a_letter_whose_link_signs_in_once(
    client: httpx.AsyncClient, site: Site, leader: Leader
) -> None:
    assert (await ask(client, " Owner@Example.org ")).headers["location"] == f"{DOOR}/sent"
    assert await send_letters(site) == 1
    (letter,) = mailbox(site, leader.email)
    assert letter.subject == "Your sign-in link"
    link = letter.link()
    assert (await client.get(link)).status_code == 200
    assert (await client.post(link)).headers["location"] == "/desk/second-factor"
    assert (await client.post(link)).status_code == 410


async def test_the_answer_is_the_same_whether_somebody_leads_here_or_not(
    client: httpx.AsyncClient, site: Site, leader: Leader
) -> None:
    answers: list[tuple[Any, ...]] = []
    for email in (leader.email, UNKNOWN):
        answer = await ask(client, email)
        shown = await client.get(answer.headers["location"])
        page = re.sub(r'nonce-?=?"?[\w-]+', "", shown.text)
        answers.append((answer.status_code, answer.content, sorted(answer.headers.items()), page))
    assert answers[0] == answers[1]


async def test_asking_writes_the_same_and_takes_as_long_for_everybody(
    client: httpx.AsyncClient, site: Site, leader: Leader
) -> None:
    limited = with_limits(site, sign_in_mails_an_hour=1)
    async with visitor_of(limited) as visitor:
        written = [await grown(site, visitor, email) for email in (leader.email, leader.email, UNKNOWN)]
        assert written == [{"leader_letters": 1}] * 3
        for email in (leader.email, UNKNOWN):
            began = time.monotonic()
            await ask(visitor, email)
            assert time.monotonic() - began >= 0.1


@pytest.mark.usefixtures("leader")
@pytest.mark.parametrize("email", ["owner@example.org", UNKNOWN])
async def test_a_crowd_that_asks_for_an_address_waits_whether_somebody_leads_with_it_or_not(
    site: Site, email: str
) -> None:
    async with site.database.transaction() as first, site.database.transaction() as second:
        await ask_for_link(first, site, email, "192.0.2.7")
        await second.execute("set local lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with second.transaction():
                await ask_for_link(second, site, email, "192.0.2.8")
        await ask_for_link(second, site, "another@example.org", "192.0.2.8")


async def test_nobody_else_gets_a_letter(client: httpx.AsyncClient, site: Site, leader: Leader) -> None:
    await ask(client, UNKNOWN)
    async with site.database.transaction() as db:
        await stop(db, leader.leader_id)
    await ask(client, leader.email)
    await send_letters(site)
    assert mailbox(site, UNKNOWN) == mailbox(site, leader.email) == []
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from leader_letters where status = 'dropped'") == 2


async def test_who_was_invited_long_ago_does_not_come_in_by_asking(
    client: httpx.AsyncClient, site: Site, later: Callable[..., None]
) -> None:
    async with site.database.transaction() as db:
        invited = (await find_member(db, site, await admit(db, site, UNKNOWN, "owner"))).leader
    later(days=6, hours=23)
    await ask(client, UNKNOWN)
    await send_letters(site)
    assert len(mailbox(site, UNKNOWN)) == 1
    later(hours=2)
    await ask(client, UNKNOWN)
    await send_letters(site)
    assert len(mailbox(site, UNKNOWN)) == 1
    async with site.database.transaction() as db:
        await letters.invite(db, site, invited)
    later(hours=2)
    await ask(client, UNKNOWN)
    await send_letters(site)
    assert len(mailbox(site, UNKNOWN)) == 3


async def test_who_keeps_asking_floods_no_mailbox_and_shuts_nobody_out(
    client: httpx.AsyncClient, site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    for _each in range(12):
        await ask(client, leader.email)
    while await send_letters(site):
        pass
    letters = mailbox(site, leader.email)
    assert len(letters) == 5
    # Nothing more comes within the hour, and what came is good as long.
    later(minutes=59)
    await ask(client, leader.email)
    await send_letters(site)
    assert len(mailbox(site, leader.email)) == 5
    links = [letter.link() for letter in letters]
    for link in links:
        client.cookies.clear()
        assert (await client.post(link)).status_code == 303
    later(minutes=2)
    await ask(client, leader.email)
    await send_letters(site)
    assert len(mailbox(site, leader.email)) == 6


async def test_asking_ends_neither_sessions_nor_links_of_the_command(
    client: httpx.AsyncClient, site: Site, leader: Leader
) -> None:
    await begin(client, site)
    for _each in range(3):
        await ask(client, leader.email)
    await send_letters(site)
    assert (await client.get("/desk/second-factor")).status_code == 200


async def test_one_network_asks_for_so_many_letters_and_others_go_on(site: Site) -> None:
    limited = with_limits(site, sign_in_asks_an_hour=3, sign_in_mails_an_hour=100)
    async with site.database.transaction() as db:
        for number in range(6):
            await add_leader(db, site, f"leader{number}@example.org", "editor")
    async with visitor_of(limited) as client:
        for number in (0, 0, 0, 0, 0, 1, 2, 2):
            assert (await ask(client, f"leader{number}@example.org")).status_code == 303
    async with site.database.transaction(read_only=True) as db:
        due = await db.fetchval("select count(*) from leader_letters where leader_id is not null")
        kept: Any = await db.fetchval("select string_agg(l::text, '') from leader_letters l")
    # As many as it may, and then the first one of everybody else: strangers nearby shut nobody out.
    assert due == 3 + 2
    assert "127.0.0" not in kept


async def test_a_link_in_a_letter_is_good_for_its_minutes_from_sending(
    client: httpx.AsyncClient, site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    await ask(client, leader.email)
    later(hours=3)
    await send_letters(site)
    link = mailbox(site, leader.email)[0].link()
    later(minutes=59)
    assert (await client.get(link)).status_code == 200
    later(minutes=2)
    assert (await client.get(link)).status_code == 410
    assert (await client.post(link)).status_code == 410


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@example.org", "é\x00@example.org", "x" * 400])
async def test_what_is_no_address_is_said_so_and_kept(client: httpx.AsyncClient, email: str) -> None:
    answer = await ask(client, email)
    assert answer.status_code == 422
    assert "can&#39;t be right" in answer.text


async def test_a_form_that_is_not_ours_is_refused(client: httpx.AsyncClient, site: Site) -> None:
    answer = await client.post(DOOR, data={"form_token": "x", "email": UNKNOWN})
    assert answer.status_code == 422
    assert (await rows(site))["leader_letters"] == 0
