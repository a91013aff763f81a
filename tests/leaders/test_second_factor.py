import asyncio
import re
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.desk import begin, code_for, code_shown, csrf_of, enter, prove
from tests.leaders.browsers import at, visitor_of
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders import recovery, totp
from wechoose.leaders.people import Leader
from wechoose.leaders.proving import RECOVERY
from wechoose.leaders.proving import prove as prove_with
from wechoose.leaders.sessions import find_session
from wechoose.leaders.totp import code_of, find_authenticator, now_step
from wechoose.web.forms import Form

FACTOR, APP = "/desk/second-factor", "/desk/second-factor/app"
DOORS = ("/desk", "/desk/audit", "/desk/me", "/desk/demands/community-schools/list")

Later = Callable[..., None]


async def type_code(client: httpx.AsyncClient, code: str, field: str = "proof_code") -> httpx.Response:
    return await client.post(FACTOR, data={"csrf": await csrf_of(client, FACTOR), field: code})


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/desk/me")).status_code == 200


async def secret_of(site: Site, leader: Leader) -> str:
    async with site.database.transaction(read_only=True) as db:
        authenticator = await find_authenticator(db, site, leader.leader_id)
    assert authenticator
    return authenticator.secret


async def again(client: httpx.AsyncClient, site: Site) -> Leader:
    """A leader who has an app, and comes in by a link once more."""
    await enter(client, site)
    client.cookies.clear()
    return await begin(client, site)


async def test_a_link_alone_opens_nothing_but_the_way_to_the_second_factor(
    client: httpx.AsyncClient, site: Site
) -> None:
    await begin(client, site)
    for address in DOORS:
        answer = await client.get(address)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(FACTOR)
    csrf = await csrf_of(client, FACTOR)
    for address in ("/desk/demands/community-schools/list", "/desk/me/sessions/end"):
        answer = await client.post(address, data={"csrf": csrf, "reason": "because", "format": "csv"})
        assert (answer.status_code, answer.headers["location"]) == (303, FACTOR)
    assert (await client.post("/desk/sign-out", data={"csrf": csrf})).headers["location"] == "/desk/sign-in"


async def test_an_app_is_set_up_by_the_code_that_it_shows(client: httpx.AsyncClient, site: Site) -> None:
    await begin(client, site)
    page = (await client.get(APP)).text
    secret = re.search(r'class="secret">([^<]+)', page)
    token = re.search(r'name="secret" value="([^"]+)"', page)
    assert secret
    assert token
    assert 'src="data:image/svg+xml' in page
    sent = {"csrf": await csrf_of(client, FACTOR), "secret": token[1]}
    wrong = await client.post(APP, data=sent | {"code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text
    assert not await is_in(client)
    done = await client.post(APP, data=sent | {"code": code_shown(secret[1])})
    assert len(re.findall(r"<li><code>(\w{4}-\w{4}-\w{4})</code>", done.text)) == 10
    assert await is_in(client)
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select joined_at from leaders")
        said = [line.act for line in await trail.read_back(db)]
    assert {acts.SET_AUTHENTICATOR, acts.MADE_RECOVERY_CODES, acts.SIGNED_IN} <= set(said)


async def test_looking_at_the_way_in_changes_nothing(
    client: httpx.AsyncClient, site: Site, contents: Callable[..., Awaitable[object]]
) -> None:
    await begin(client, site)
    before = await contents()
    for address in (FACTOR, APP, f"{FACTOR}/passkey", "/desk/sign-in", "/desk/sign-in/sent"):
        assert (await client.get(address)).status_code == 200
    assert await contents() == before


async def test_who_has_a_factor_can_not_set_up_another_one_by_a_link_alone(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await again(client, site)
    before = await secret_of(site, leader)
    for address in (APP, f"{FACTOR}/passkey"):
        assert (await client.get(address)).headers["location"].startswith(f"{FACTOR}?next=")
    # With the page of a time when there was none.
    async with site.database.transaction() as db:
        await db.execute("delete from authenticators")
    token = re.search(r'name="secret" value="([^"]+)"', (await client.get(APP)).text)
    assert token
    async with site.database.transaction() as db:
        await totp.keep_authenticator(db, site, leader.leader_id, before, 0)
    sent = {"csrf": await csrf_of(client, FACTOR), "secret": token[1], "code": "123456"}
    assert (await client.post(APP, data=sent)).status_code == 303
    assert await secret_of(site, leader) == before
    assert not await is_in(client)


async def test_of_two_links_used_at_once_one_sets_up_the_first_factor(
    client: httpx.AsyncClient, site: Site
) -> None:
    """Whoever else reads the mailbox must not get in beside the leader."""
    forms = []
    async with visitor_of(site) as other:
        for browser in (client, other):
            await begin(browser, site)
            page = (await browser.get(APP)).text
            [token] = re.findall(r'name="secret" value="([^"]+)"', page)
            [secret] = re.findall(r'class="secret">([^<]+)', page)
            forms.append(
                {"csrf": await csrf_of(browser, FACTOR), "secret": token, "code": code_shown(secret)}
            )
        answers = await asyncio.gather(client.post(APP, data=forms[0]), other.post(APP, data=forms[1]))
        assert sorted(answer.status_code for answer in answers) == [200, 303]
        assert sorted([await is_in(client), await is_in(other)]) == [False, True]


async def test_a_secret_belongs_to_the_session_that_it_was_shown_in(
    client: httpx.AsyncClient, site: Site
) -> None:
    await begin(client, site, "other@example.org", "editor")
    page = (await client.get(APP)).text
    token, secret = (
        re.search(r'name="secret" value="([^"]+)"', page),
        re.search(r'class="secret">([^<]+)', page),
    )
    assert token
    assert secret
    client.cookies.clear()
    await begin(client, site)
    sent = {"csrf": await csrf_of(client, FACTOR), "secret": token[1], "code": code_shown(secret[1])}
    assert (await client.post(APP, data=sent)).status_code == 303
    assert not await is_in(client)


async def test_a_code_is_good_once(client: httpx.AsyncClient, site: Site) -> None:
    leader = await again(client, site)
    code = await code_for(site, leader)
    assert (await type_code(client, code)).status_code == 303
    client.cookies.clear()
    await begin(client, site)
    assert (await type_code(client, code)).status_code == 422
    assert not await is_in(client)


async def test_codes_of_half_a_minute_before_and_after_do_and_older_ones_do_not(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await again(client, site)
    secret = await secret_of(site, leader)
    for away, is_good in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        assert (totp.find_step(secret, code_of(secret, now_step() + away)) is not None) == is_good


async def test_a_code_may_be_typed_with_a_space_as_apps_show_it(
    client: httpx.AsyncClient, site: Site
) -> None:
    code = await code_for(site, await again(client, site))
    assert (await type_code(client, f" {code[:3]} {code[3:]}")).status_code == 303


async def test_the_fifth_wrong_code_in_a_row_ends_the_visit_and_locks_nobody_out(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await again(client, site)
    for _each in range(4):
        assert (await type_code(client, "000000")).status_code == 422
    csrf = await csrf_of(client, FACTOR)
    answer = await client.post(FACTOR, data={"csrf": csrf, "proof_recovery": "2222-2222-2222"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
    assert (await client.get(FACTOR)).headers["location"] == "/desk/sign-in"
    async with site.database.transaction(read_only=True) as db:
        assert (await trail.read_back(db))[0].act == acts.TYPED_WRONG_CODES
        assert await db.fetchval(
            "select count(*) from leader_letters where matter = $1", acts.TYPED_WRONG_CODES
        )
    await begin(client, site)
    await prove(client, site, leader)
    assert await is_in(client)


async def test_a_code_that_was_let_in_before_the_last_wrong_one_is_not_looked_at(
    client: httpx.AsyncClient, site: Site
) -> None:
    """As of many that are sent at once."""
    leader = await again(client, site)
    async with site.database.transaction() as db:
        [code, *_others] = await recovery.make_codes(db, site, leader.leader_id)
        session = await find_session(db, site, client.cookies["desk"])
    assert session
    outcomes = []
    for typed in (*["wrong"] * 6, code):
        async with site.database.transaction() as db:
            outcomes.append(await prove_with(db, site, session, Form([(RECOVERY, typed)]), ""))
    assert (outcomes[-1].is_over, outcomes[-1].token) == (True, "")
    async with site.database.transaction(read_only=True) as db:
        assert await recovery.count_left(db, leader.leader_id) == recovery.HOW_MANY
        told = await db.fetchval(
            "select count(*) from leader_letters where matter = $1", acts.TYPED_WRONG_CODES
        )
        assert (told, (await trail.read_back(db))[0].act) == (1, acts.TYPED_WRONG_CODES)


async def test_a_right_code_forgives_the_wrong_ones(client: httpx.AsyncClient, site: Site) -> None:
    leader = await again(client, site)
    for _round in range(2):
        for _each in range(4):
            assert (await type_code(client, "000000")).status_code == 422
        await prove(client, site, leader)
    assert await is_in(client)


async def test_a_recovery_code_is_good_once_however_it_is_written(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await again(client, site)
    async with site.database.transaction() as db:
        code = (await recovery.make_codes(db, site, leader.leader_id))[3]
    typed = f" {code.replace('-', ' ').upper()} "
    assert (await type_code(client, typed, "proof_recovery")).status_code == 303
    assert await is_in(client)
    client.cookies.clear()
    await begin(client, site)
    assert (await type_code(client, code, "proof_recovery")).status_code == 422
    async with site.database.transaction(read_only=True) as db:
        assert acts.USED_RECOVERY_CODE in [line.act for line in await trail.read_back(db)]
        assert await recovery.count_left(db, leader.leader_id) == 9


async def test_new_recovery_codes_take_the_place_of_the_old(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    async with site.database.transaction() as db:
        old = (await recovery.make_codes(db, site, leader.leader_id))[0]
    page = await client.post("/desk/me/recovery-codes", data={"csrf": await csrf_of(client)})
    new = re.findall(r"<li><code>([\w-]+)</code>", page.text)
    async with site.database.transaction() as db:
        assert not await recovery.spend_code(db, site, leader.leader_id, old)
        assert await recovery.spend_code(db, site, leader.leader_id, new[0])


async def test_the_database_keeps_neither_secret_nor_codes(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    async with site.database.transaction() as db:
        codes = await recovery.make_codes(db, site, leader.leader_id)
        kept = await db.fetch(
            "select c::text from recovery_codes c union all select a::text from authenticators a"
        )
    secret = await secret_of(site, leader)
    text = "".join(row[0] for row in kept)
    for clear in (secret, *codes):
        assert clear.encode().hex() not in text
        assert clear not in text


async def test_every_proof_gives_the_session_another_token(client: httpx.AsyncClient, site: Site) -> None:
    leader = await begin(client, site)
    half = client.cookies["desk"]
    await prove(client, site, leader)
    whole = client.cookies["desk"]
    await prove(client, site, leader)
    assert len({half, whole, client.cookies["desk"]}) == 3
    for old in (half, whole):
        client.cookies.set("desk", old, domain="127.0.0.1", path="/")
        assert (await client.get("/desk/me")).headers["location"] == "/desk/sign-in"


async def test_the_way_in_that_was_begun_ends_after_half_an_hour(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    await begin(client, site)
    later(minutes=29)
    assert (await client.get(FACTOR)).status_code == 200
    later(minutes=2)
    assert (await client.get(FACTOR)).headers["location"] == "/desk/sign-in"


@pytest.mark.parametrize(
    "onwards",
    [
        *(
            "https://evil.example/desk",
            "//evil.example/desk",
            "/\\evil.example",
            "/desk/../x",
            "/desk//evil.example",
        ),
        *(
            "javascript:alert(1)",
            "/deskx",
            "/",
            "",
            "/desk\r\nset-cookie: a=b",
            "/desk/%0d%0a",
            "\t/desk/mail",
        ),
        *("/desk/second-factor?next=/desk", "/desk/sign-in/abc", "/desk/mail#@evil", "x" * 9000),
    ],
)
async def test_what_leads_on_leads_to_the_desk_only(
    client: httpx.AsyncClient, site: Site, onwards: str
) -> None:
    leader = await again(client, site)
    page = await client.get(FACTOR, params={"next": onwards})
    assert page.status_code == 200
    kept = re.search(r'name="next" value="([^"]*)"', page.text)
    assert kept
    assert kept[1].startswith("/desk")
    sent = {
        "csrf": await csrf_of(client, FACTOR),
        "proof_code": await code_for(site, leader),
        "next": onwards,
    }
    answer = await client.post(FACTOR, data=sent)
    location = answer.headers["location"]
    assert location == "/desk" or location.startswith("/desk/%")


async def test_proving_leads_on_to_what_was_asked_for(client: httpx.AsyncClient, site: Site) -> None:
    leader = await again(client, site)
    answer = await client.get("/desk/audit?before=7")
    page = await client.get(answer.headers["location"])
    kept = re.search(r'name="next" value="([^"]*)"', page.text)
    assert kept
    sent = {
        "csrf": await csrf_of(client, FACTOR),
        "proof_code": await code_for(site, leader),
        "next": kept[1],
    }
    assert (await client.post(FACTOR, data=sent)).headers["location"] == "/desk/audit?before=7"


async def test_the_demo_shows_the_code_and_nobody_else_does(site: Site) -> None:
    async with visitor_of(site) as client:
        await again(client, site)
        assert "data-code" not in (await client.get(FACTOR)).text
    async with site.database.transaction() as db:
        await db.execute("insert into site_facts (name, value) values ('demo', 'today')")
    async with visitor_of(site) as client:
        await again(client, site)
        page = await client.get(FACTOR)
        shown = re.search(r"data-code>([\d ]+)<", page.text)
        assert shown
        assert (await type_code(client, shown[1])).status_code == 303
        client.cookies.clear()
        await begin(client, site)
        for headers in ({"host": "choose.example.org"}, {"x-forwarded-for": "203.0.113.9"}):
            assert "data-code" not in (await client.get(FACTOR, headers=headers)).text
    public = at(site, "https://choose.example.org")
    async with visitor_of(public) as client:
        await begin(client, public)
        assert "data-code" not in (await client.get(FACTOR)).text
