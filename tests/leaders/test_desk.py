import asyncio
import re
from collections.abc import Awaitable, Callable
from itertools import product
from uuid import uuid4

import httpx
import pytest

from tests.desk import enter
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders.roles import MAY

Link = Callable[[], Awaitable[str]]
Contents = Callable[[], Awaitable[dict[str, str | None]]]

PAGES = ["/desk", "/desk/mail", "/desk/audit", "/desk/demands/community-schools/list"]
ACTS = ["/desk/sign-out", f"/desk/mail/3/{uuid4()}/tries", "/desk/demands/community-schools/list"]


async def test_a_stranger_is_sent_to_sign_in_from_every_page(client: httpx.AsyncClient) -> None:
    for method, address in product(("GET", "HEAD", "OPTIONS"), PAGES):
        answer = await client.request(method, address)
        assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/desk/sign-in", b"")


async def test_a_stranger_can_do_nothing(client: httpx.AsyncClient, contents: Contents) -> None:
    before = await contents()
    for address in ACTS:
        answer = await client.post(address, data={"csrf": "guessed", "reason": "because"})
        assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/desk/sign-in", b"")
    assert await contents() == before


async def test_a_form_without_its_proof_is_refused_and_changes_nothing(
    owner: httpx.AsyncClient, contents: Contents
) -> None:
    before = await contents()
    for address, proof in product(ACTS, ({}, {"csrf": ""}, {"csrf": "guessed"}, {"csrf": "é"})):
        assert (await owner.post(address, data={"reason": "because", **proof})).status_code == 403
    for address in ACTS:
        assert (await owner.post(address, json={"csrf": await _csrf(owner)})).status_code == 400
    assert await contents() == before


async def test_the_proof_of_one_session_does_not_serve_another(owner: httpx.AsyncClient, link: Link) -> None:
    old = await _csrf(owner)
    await owner.post(await link())
    assert (await owner.post("/desk/sign-out", data={"csrf": old})).status_code == 403


async def test_reading_the_desk_changes_no_row(owner: httpx.AsyncClient, contents: Contents) -> None:
    before = await contents()
    for method, address in product(("GET", "HEAD"), PAGES):
        assert (await owner.request(method, address)).status_code == 200
    assert await contents() == before


async def test_a_role_that_may_not_see_a_thing_gets_404(
    owner: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    csrf = await _csrf(owner)
    monkeypatch.setitem(MAY, "owner", frozenset())
    for address in PAGES:
        assert (await owner.get(address)).status_code == 404
    for address in ACTS:
        assert (await owner.post(address, data={"csrf": csrf})).status_code == 404


async def test_a_crowd_of_strangers_leaves_the_desk_open(client: httpx.AsyncClient, site: Site) -> None:
    for _ in range(3):
        await asyncio.gather(*[client.get("/desk/audit") for _ in range(20)])
    await enter(client, site)
    assert (await client.get("/desk/audit")).status_code == 200


async def test_a_letter_that_was_given_up_is_tried_again_and_that_is_written_down(
    owner: httpx.AsyncClient, site: Site
) -> None:
    bucket, signer_key = site.signer_key("someone@example.org")
    letter_id = uuid4()
    async with site.database.transaction() as db:
        await db.execute(
            "insert into signers (bucket, signer_key, language, created_at) values ($1, $2, 'en', now())",
            bucket,
            signer_key,
        )
        await db.execute(
            "insert into outbox (bucket, letter_id, signer_key, kind, demand_ids, language, status, attempts,"
            " created_at, due_at, status_at, last_error)"
            " values ($1, $2, $3, 'confirmation', '{1}', 'en', 'failed', 9, now(), now(), now(), '550 unknown')",
            bucket,
            letter_id,
            signer_key,
        )
    address = f"/desk/mail/{bucket}/{letter_id}/tries"
    page = (await owner.get("/desk/mail")).text
    assert address in page
    assert "550 unknown" in page
    assert (await owner.post(address, data={"csrf": await _csrf(owner)})).status_code == 303
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select status from outbox") == "waiting"
        assert (await trail.read_back(db))[0].act == acts.RETRIED_LETTER


async def test_a_letter_that_can_not_be_is_not_found(owner: httpx.AsyncClient) -> None:
    csrf = await _csrf(owner)
    for letter in (f"{10**11}/{uuid4()}", f"-1/{uuid4()}", f"x/{uuid4()}", "3/x"):
        assert (await owner.post(f"/desk/mail/{letter}/tries", data={"csrf": csrf})).status_code == 404


async def test_the_audit_trail_is_read_page_by_page(owner: httpx.AsyncClient, site: Site) -> None:
    async with site.database.transaction() as db:
        for number in range(trail.A_PAGE + 5):
            await trail.append(db, leader_id=None, act=acts.EXPORTED_LIST, subject=f"list-{number}.")
    first = (await owner.get("/desk/audit")).text
    older = re.search(r'href="(/desk/audit\?before=\d+)"', first)
    assert older
    second = (await owner.get(older[1])).text
    shown = re.findall(r"list-\d+\.", first + second)
    assert shown == [f"list-{number}." for number in reversed(range(trail.A_PAGE + 5))]
    assert "owner@example.org" in second


async def test_a_page_of_the_trail_that_can_not_be_is_no_accident(owner: httpx.AsyncClient) -> None:
    for before in ("x", "0", "-1", str(2**63), str(-(2**99)), ""):
        assert (await owner.get("/desk/audit", params={"before": before})).status_code in (200, 400)


async def _csrf(browser: httpx.AsyncClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/desk/audit")).text)
    assert found
    return found[1]
