"""Every address of the desk, for everybody who could come there: who may, and what happens when who may not does."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from tests.desk import csrf_of, enter
from tests.leaders.addresses import WITHOUT_SIGNING_IN, Address, desk_addresses
from tests.leaders.things import bring_things
from wechoose.app import App, build
from wechoose.base.site import Site
from wechoose.leaders.roles import MAY, MAY_OWN

Contents = Callable[[], Awaitable[dict[str, str | None]]]

# As it might be written by who hopes to be taken for somebody else.
DISGUISES = (
    "NPE",
    "npe%20",
    "j4j%2f..%2fnpe",
    "j4j%00",
    "%6epe",
    "j4j%2fkeys%2f..%2f..%2fnpe",
    "npe%3fcode=j4j",
)
FURTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


class Cast:
    """Each in a browser of their own, with the proof that their own forms carry."""

    def __init__(self, app: App, site: Site) -> None:
        self._app, self._site = app, site
        self.addresses = desk_addresses(app)
        self._browsers: dict[str, tuple[httpx.AsyncClient, str]] = {}

    async def enter(self, name: str, role: str, partner: str = "") -> None:
        browser = _browser(self._app)
        await enter(browser, self._site, f"{name}@example.org", role, partner)
        self._browsers[name] = browser, await csrf_of(browser)

    def stranger(self) -> None:
        self._browsers["stranger"] = _browser(self._app), ""

    async def go(self, name: str, method: str, address: str, query: str = "") -> httpx.Response:
        browser, csrf = self._browsers[name]
        data = {"csrf": csrf, "code": "j4j"} if method == "POST" else None
        return await browser.request(method, address + query, data=data)

    async def leave(self) -> None:
        for browser, _csrf in self._browsers.values():
            await browser.aclose()


@pytest.fixture
async def everybody(site: Site) -> AsyncIterator[Cast]:
    app = build(site)
    async with app.lifespan():
        await bring_things(site)
        everybody = Cast(app, site)
        everybody.stranger()
        await everybody.enter("owner", "owner")
        await everybody.enter("ann", "partner", "j4j")
        await everybody.enter("bea", "partner", "npe")
        yield everybody
        await everybody.leave()


def guarded(everybody: Cast) -> list[Address]:
    return [each for each in everybody.addresses if not each.pattern.startswith(WITHOUT_SIGNING_IN)]


async def test_every_address_names_a_right_that_somebody_has(everybody: Cast) -> None:
    rights = {each.right for each in guarded(everybody)}
    assert rights == frozenset().union(*MAY.values(), *MAY_OWN.values())


async def test_a_stranger_is_sent_to_sign_in_from_everywhere_and_changes_nothing(
    everybody: Cast, contents: Contents
) -> None:
    before = await contents()
    for each in guarded(everybody):
        answer = await everybody.go("stranger", each.method, each.at("j4j"))
        assert (answer.status_code, answer.headers["location"]) == (303, WITHOUT_SIGNING_IN), each
    assert await contents() == before


async def test_a_partner_finds_nothing_at_the_addresses_of_another_and_changes_nothing(
    everybody: Cast, contents: Contents
) -> None:
    before = await contents()
    for name, code in (("ann", "npe"), ("bea", "j4j"), ("ann", "nobody"), ("ann", "new")):
        for each in guarded(everybody):
            if each.is_partners:
                answer = await everybody.go(name, each.method, each.at(code), "?code=j4j&partner=j4j")
                assert answer.status_code == 404, each
                assert "location" not in answer.headers
    assert await contents() == before


async def test_a_partner_finds_nothing_at_the_campaigns_own_addresses_and_changes_nothing(
    everybody: Cast, contents: Contents
) -> None:
    before = await contents()
    for each in guarded(everybody):
        if each.right not in MAY["partner"] and (
            not each.is_partners or each.right not in MAY_OWN["partner"]
        ):
            answer = await everybody.go("ann", each.method, each.at("j4j"), "?code=j4j")
            assert answer.status_code == 404, each
    assert await contents() == before


async def test_what_is_another_partners_and_what_nobody_has_can_not_be_told_apart(everybody: Cast) -> None:
    for each in guarded(everybody):
        if each.is_partners and each.method == "GET":
            answers = [await everybody.go("ann", "GET", each.at(code)) for code in ("npe", "nobody")]
            texts = {
                _but_for_chance(answer, code) for answer, code in zip(answers, ("npe", "nobody"), strict=True)
            }
            assert len(texts) == 1, each


async def test_a_code_in_disguise_is_still_another_partners(everybody: Cast, contents: Contents) -> None:
    before = await contents()
    for each in guarded(everybody):
        if each.is_partners:
            for code in DISGUISES:
                answer = await everybody.go("ann", each.method, each.at(code))
                assert answer.status_code in (404, 405), (each, code)
    assert await contents() == before


async def test_no_other_method_opens_what_is_another_partners(everybody: Cast, contents: Contents) -> None:
    before = await contents()
    for each in guarded(everybody):
        if each.is_partners:
            for method in FURTHER_METHODS:
                answer = await everybody.go("ann", method, each.at("npe"))
                assert answer.status_code in (204, 404, 405), (each, method)
                assert not answer.content or answer.status_code in (404, 405), (each, method)
    assert await contents() == before


async def test_everybody_can_open_what_is_theirs_and_looking_changes_nothing(
    everybody: Cast, contents: Contents
) -> None:
    before = await contents()
    for each in guarded(everybody):
        if each.method == "GET":
            answer = await everybody.go("owner", "GET", each.at("j4j"))
            assert answer.status_code == 200, each
            if each.is_partners and each.right in MAY_OWN["partner"]:
                for name, code in (("ann", "j4j"), ("bea", "npe")):
                    assert (await everybody.go(name, "GET", each.at(code))).status_code == 200, each
    assert await contents() == before


async def test_nobody_does_anything_without_the_proof_of_their_own_form(
    everybody: Cast, contents: Contents
) -> None:
    before = await contents()
    for each in guarded(everybody):
        if each.method == "POST":
            for name in ("owner", "ann"):
                browser = everybody._browsers[name][0]
                for data in ({}, {"csrf": everybody._browsers["bea"][1]}):
                    answer = await browser.post(each.at("j4j"), data=data)
                    assert answer.status_code in (400, 403, 404), each
    assert await contents() == before


async def test_who_works_for_a_partner_comes_in_to_its_page(everybody: Cast) -> None:
    answer = await everybody.go("ann", "GET", "/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/partners/j4j")


def _but_for_chance(answer: httpx.Response, code: str) -> str:
    """Without what is new for each answer, and without the address that was asked for."""
    return re.sub(r'nonce="[^"]*"|<code>[0-9a-f]{8}</code>|\b[0-9a-f]{8}\b', "", answer.text).replace(
        code, ""
    )


def _browser(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
