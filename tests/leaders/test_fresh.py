"""What gives personal data away wants the second factor anew after a while."""

import html
import re
from collections.abc import Callable

import httpx

from tests.desk import CSRF, code_for, enter
from wechoose.app import build
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders.people import Leader

LIST = "/desk/demands/community-schools/list"
TYPED = {"reason": 'Visit to the <board> & "friends"', "state": "NJ", "format": "csv"}

Later = Callable[..., None]


async def stale(client: httpx.AsyncClient, site: Site, later: Later) -> tuple[Leader, str]:
    """Signed in, and the second factor was shown sixteen minutes ago; with the proof of the forms that are open."""
    leader = await enter(client, site)
    found = CSRF.search((await client.get(LIST)).text)
    assert found
    later(minutes=16)
    return leader, found[1]


def hidden(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in fields}


async def test_a_list_asks_for_the_second_factor_again_and_leads_back(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    await enter(client, site)
    assert (await client.get(LIST)).status_code == 200
    later(minutes=16)
    answer = await client.get(f"{LIST}?state=NJ")
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/desk/second-factor?next=%2Fdesk%2Fdemands%2Fcommunity-schools%2Flist%3Fstate%3DNJ"
    )
    assert (await client.get("/desk")).status_code == 200


async def test_a_form_that_comes_too_late_waits_in_the_page_that_asks_and_is_sent_with_the_proof(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    leader, csrf = await stale(client, site, later)
    asked = await client.post(LIST, data={"csrf": csrf} | TYPED)
    assert asked.status_code == 403
    kept = hidden(asked.text)
    assert TYPED.items() <= kept.items()
    assert f'action="{LIST}"' in asked.text
    before = client.cookies["desk"]
    done = await client.post(LIST, data=kept | {"proof_code": await code_for(site, leader)})
    assert done.status_code == 200
    assert done.headers["content-type"].startswith("text/csv")
    assert client.cookies["desk"] != before
    async with site.database.transaction(read_only=True) as db:
        lines = await trail.read_back(db)
    assert [line.act for line in lines[:2]] == [acts.DOWNLOADED_LIST, acts.PROVED_FACTOR]
    assert lines[0].reason == TYPED["reason"]
    assert (await client.get(LIST)).status_code == 200


async def test_a_wrong_code_keeps_the_form_and_does_nothing(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    _leader, csrf = await stale(client, site, later)
    for code in ("000000", ""):
        answer = await client.post(LIST, data={"csrf": csrf, "proof_code": code} | TYPED)
        assert answer.status_code == 422
        assert TYPED.items() <= hidden(answer.text).items()
    async with site.database.transaction(read_only=True) as db:
        assert acts.DOWNLOADED_LIST not in [line.act for line in await trail.read_back(db)]


async def test_five_wrong_codes_end_that_session_too(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    _leader, csrf = await stale(client, site, later)
    sent = {"csrf": csrf, "proof_code": "000000"} | TYPED
    answers = [await client.post(LIST, data=sent) for _each in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [303] * 2
    assert answers[-1].headers["location"] == "/desk/sign-in"


async def test_a_form_from_elsewhere_is_refused_before_anything_is_asked(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    leader, _csrf = await stale(client, site, later)
    sent = {"csrf": "guessed", "proof_code": await code_for(site, leader)} | TYPED
    assert (await client.post(LIST, data=sent)).status_code == 403
    assert (await client.get(LIST)).status_code == 303


async def test_a_key_made_with_the_proof_is_shown(
    client: httpx.AsyncClient, site: Site, later: Later
) -> None:
    leader, csrf = await stale(client, site, later)
    sent = {"csrf": csrf, "proof_code": await code_for(site, leader)}
    page = await client.post("/desk/partners/j4j/keys", data=sent)
    assert page.status_code == 200
    assert 'value="wck_' in page.text
    fresh = CSRF.search(page.text)
    assert fresh
    assert (await client.post("/desk/sign-out", data={"csrf": fresh[1]})).status_code == 303


async def test_whatever_gives_personal_data_away_declares_it(site: Site) -> None:
    app = build(site)
    takes = {"download lists", "download consents", "take files"}
    handlers = [
        handler
        for route in app._litestar.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get("right") in takes or handler.opt.get("fresh")
    ]
    assert handlers
    for handler in handlers:
        assert handler.opt.get("fresh"), handler
        # A file can't wait in a page.
        assert not handler.opt.get("brings_file"), handler
