import asyncio
from collections.abc import Awaitable, Callable

import httpx
import msgspec

from tests.desk import csrf_of, prove
from tests.leaders.browsers import visitor_of
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders.people import Leader

Link = Callable[[], Awaitable[str]]
Contents = Callable[[], Awaitable[dict[str, str | None]]]


async def test_opening_a_link_changes_nothing_however_often(
    client: httpx.AsyncClient, link: Link, contents: Contents
) -> None:
    address = await link()
    before = await contents()
    for method in ("GET", "HEAD", "GET", "OPTIONS"):
        assert (await client.request(method, address)).status_code in (200, 204)
    assert await contents() == before
    page = await client.get(address)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


async def test_a_press_and_a_second_factor_sign_in_and_both_are_written_down(
    client: httpx.AsyncClient, link: Link, site: Site, leader: Leader
) -> None:
    answer = await client.post(await link())
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/second-factor")
    await prove(client, site, leader)
    assert (await client.get("/desk")).status_code == 200
    async with site.database.transaction(read_only=True) as db:
        lines = [line for line in await trail.read_back(db) if line.leader_id and line.address]
    assert [line.act for line in lines] == [acts.SIGNED_IN, acts.USED_LINK]
    assert {(line.leader_id, line.address) for line in lines} == {(leader.leader_id, "127.0.0.1")}


async def test_a_link_pressed_twice_at_once_signs_in_once(client: httpx.AsyncClient, link: Link) -> None:
    address = await link()
    answers = await asyncio.gather(client.post(address), client.post(address))
    assert sorted(answer.status_code for answer in answers) == [303, 410]


async def test_a_link_that_is_used_up_or_never_was_says_so(client: httpx.AsyncClient, link: Link) -> None:
    address = await link()
    await client.post(address)
    client.cookies.clear()
    for used in (address, "/desk/sign-in/never-was", "/desk/sign-in/%00%ff"):
        for answer in (await client.get(used), await client.post(used)):
            assert answer.status_code == 410
            assert "set-cookie" not in answer.headers


async def test_the_cookie_is_for_this_host_and_no_script(
    site: Site, link: Link, leader: Leader, client: httpx.AsyncClient
) -> None:
    plain = (await client.post(await link())).headers["set-cookie"]
    assert plain.startswith("desk=")
    assert "secure" not in plain.lower()
    settings = msgspec.structs.replace(site.settings, public_url="https://choose.example.org")
    async with visitor_of(msgspec.structs.replace(site, settings=settings)) as secure_client:
        token = (await link()).rpartition("/")[2]
        secure = (await secure_client.post(f"/desk/sign-in/{token}")).headers["set-cookie"]
        await prove(secure_client, site, leader)
        assert (await secure_client.get("/desk")).status_code == 200
    assert secure.startswith("__Host-desk=")
    for part in ("Path=/", "HttpOnly", "Secure", "SameSite=lax"):
        assert part in secure
    assert "domain" not in secure.lower()


async def test_a_session_that_a_browser_makes_up_is_not_adopted(
    client: httpx.AsyncClient, link: Link
) -> None:
    client.cookies.set("desk", "planted", domain="127.0.0.1", path="/")
    assert (await client.get("/desk")).status_code == 303
    answer = await client.post(await link())
    assert answer.cookies["desk"] != "planted"


async def test_signing_in_again_gives_a_new_session_and_ends_the_one_brought_along(
    owner: httpx.AsyncClient, link: Link, site: Site
) -> None:
    before = owner.cookies["desk"]
    await owner.post(await link())
    assert owner.cookies["desk"] != before
    assert (await owner.get("/desk/second-factor")).status_code == 200
    owner.cookies.set("desk", before, domain="127.0.0.1", path="/")
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from sessions where ended_at is null") == 1


async def test_a_session_ends_at_signing_out(owner: httpx.AsyncClient, site: Site) -> None:
    session = owner.cookies["desk"]
    answer = await owner.post("/desk/sign-out", data={"csrf": await csrf_of(owner)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
    assert "desk" not in owner.cookies
    owner.cookies.set("desk", session, domain="127.0.0.1", path="/")
    assert (await owner.get("/desk")).status_code == 303
    async with site.database.transaction(read_only=True) as db:
        assert (await trail.read_back(db))[0].act == acts.SIGNED_OUT


async def test_no_other_site_signs_a_visitor_in(client: httpx.AsyncClient, link: Link) -> None:
    address = await link()
    for site in ("cross-site", "same-site"):
        for door in (address, "/desk/sign-in/passkey", "/desk/sign-in"):
            answer = await client.post(
                door, data={"email": "a@example.org"}, headers={"sec-fetch-site": site}
            )
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
    assert (await client.post(address, headers={"sec-fetch-site": "same-origin"})).status_code == 303
