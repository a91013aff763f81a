"""Every address of the desk, for everybody who could come there: who may, and what happens when who may not does.

The addresses are the app's own, so that none is forgotten. Nobody here changes anything, so that one site is enough.
"""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.conftest import Later, cloned, opened, settings_in
from tests.desk import FACTOR
from tests.leaders.addresses import WITHOUT_SIGNING_IN
from tests.leaders.cast import HALFWAY, ROLES, STRANGER, Cast
from tests.leaders.contents import contents_of
from tests.leaders.things import bring_things
from wechoose.app import build
from wechoose.leaders.roles import MAY, MAY_OWN

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
# Rights to take personal data away, or to say who may.
GIVING = {
    "download lists",
    "download consents",
    "export the audit trail",
    "take files",
    "approve",
    "change team",
}
FURTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.fixture(scope="module")
async def everybody(
    postgres: str, template: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Cast]:
    settings = settings_in(tmp_path_factory.mktemp("matrix"))
    async with cloned(postgres, template) as url, opened(settings, url) as site:
        app = build(site)
        async with app.lifespan():
            await bring_things(site)
            everybody = Cast(app, site)
            await everybody.come()
            yield everybody
            await everybody.leave()


@pytest.fixture
async def unchanged(everybody: Cast) -> AsyncIterator[None]:
    """Whatever a test does, nothing is another afterwards."""
    before = await contents_of(everybody.site)
    yield
    after = await contents_of(everybody.site)
    assert {name for name in after if after[name] != before.get(name)} == set()


async def test_every_address_names_a_right_that_somebody_has(everybody: Cast) -> None:
    rights = {each.right for each in everybody.guarded}
    assert rights == frozenset().union(*MAY.values(), *MAY_OWN.values())


@pytest.mark.usefixtures("unchanged")
async def test_a_stranger_is_sent_to_sign_in_from_everywhere(everybody: Cast) -> None:
    for each in everybody.guarded:
        answer = await everybody.go(STRANGER, each.method, each.at("j4j"))
        assert (answer.status_code, answer.headers["location"]) == (303, WITHOUT_SIGNING_IN), each


@pytest.mark.usefixtures("unchanged")
async def test_a_link_alone_opens_the_way_to_the_second_factor_and_nothing_else(everybody: Cast) -> None:
    opened = {each.pattern for each in everybody.guarded if each.is_halfway}
    assert all(pattern.startswith((FACTOR, "/desk/sign-out")) for pattern in opened)
    for each in everybody.guarded:
        if not each.is_halfway:
            answer = await everybody.go(HALFWAY, each.method, each.at("j4j"))
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, FACTOR), each


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ROLES)
async def test_looking_opens_what_is_theirs_and_nothing_else(everybody: Cast, name: str) -> None:
    for code in ("j4j", "npe", "nobody"):
        for each in everybody.guarded:
            if each.method == "GET" and (each.is_partners or code == "j4j"):
                answer = await everybody.go(name, "GET", each.at(code), "?code=j4j&partner=j4j")
                finds = everybody.finds(name, each, code) and code != "nobody"
                assert answer.status_code in ((200, 303) if finds else (404,)), (each, code)
                assert finds or "location" not in answer.headers


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ROLES)
async def test_doing_finds_nothing_where_it_is_not_theirs(everybody: Cast, name: str) -> None:
    """With forms that carry the proof of their own session."""
    for code in ("j4j", "npe", "nobody", "new"):
        for each in everybody.guarded:
            if each.method != "POST" or not (each.is_partners or code == "j4j"):
                continue
            if everybody.finds(name, each, code) and code not in ("nobody", "new"):
                continue
            answer = await everybody.go(name, "POST", each.at(code), "?code=j4j&partner=j4j")
            # A form that brings a file is read before anything is looked for.
            expected = (404, 400) if everybody.may(name, each, code) else (404,)
            assert answer.status_code in expected, (each, code)
            assert "location" not in answer.headers


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ROLES)
async def test_nobody_does_anything_without_the_proof_of_their_own_form(everybody: Cast, name: str) -> None:
    for each in everybody.guarded:
        if each.method == "POST":
            for csrf in ("", everybody.csrf("bea" if name != "bea" else "ann")):
                answer = await everybody.go(name, "POST", each.at("j4j"), csrf=csrf)
                expected = (400, 403) if everybody.may(name, each) else (404,)
                assert answer.status_code in expected, each


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ROLES)
async def test_no_other_method_opens_anything(everybody: Cast, name: str) -> None:
    offered: dict[str, set[str]] = {}
    for each in everybody.guarded:
        offered.setdefault(each.pattern, set()).add(each.method)
    for each in {each.pattern: each for each in everybody.guarded}.values():
        for method in {"GET", "POST", *FURTHER_METHODS} - {"HEAD"} - offered[each.pattern]:
            answer = await everybody.go(name, method, each.at("npe"))
            assert answer.status_code in (204, 404, 405), (each, method)
            assert not answer.content or answer.status_code in (404, 405), (each, method)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ROLES)
async def test_the_head_of_a_page_is_there_for_whom_the_page_is(everybody: Cast, name: str) -> None:
    for each in everybody.guarded:
        if each.method == "GET":
            answer = await everybody.go(name, "HEAD", each.at("npe"))
            expected = (200, 303) if everybody.finds(name, each, "npe") else (404,)
            assert (answer.status_code in expected, answer.content) == (True, b""), each


async def test_what_is_another_partners_and_what_nobody_has_can_not_be_told_apart(everybody: Cast) -> None:
    for each in everybody.guarded:
        if each.is_partners and each.method == "GET":
            answers = [await everybody.go("ann", "GET", each.at(code)) for code in ("npe", "nobody")]
            texts = {
                _but_for_chance(answer, code) for answer, code in zip(answers, ("npe", "nobody"), strict=True)
            }
            assert len(texts) == 1, each


@pytest.mark.usefixtures("unchanged")
async def test_a_code_in_disguise_is_still_another_partners(everybody: Cast) -> None:
    for each in everybody.guarded:
        if each.is_partners:
            for code in DISGUISES:
                answer = await everybody.go("ann", each.method, each.at(code))
                assert answer.status_code in (404, 405), (each, code)


async def test_what_gives_away_much_asks_for_the_second_factor_again(everybody: Cast, later: Later) -> None:
    rights = {each.right for each in everybody.guarded if each.method == "POST" and not each.is_fresh}
    assert rights & GIVING == set()
    later(minutes=16)
    for each in everybody.guarded:
        if each.is_fresh:
            answer = await everybody.go("owner", each.method, each.at("j4j"))
            if each.method == "GET":
                assert (answer.status_code, answer.headers["location"][:19]) == (
                    303,
                    "/desk/second-factor",
                ), each
            else:
                assert (answer.status_code, "proof_code" in answer.text) == (403, True), each


async def test_who_works_for_a_partner_comes_in_to_its_page(everybody: Cast) -> None:
    answer = await everybody.go("ann", "GET", "/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/partners/j4j")


@pytest.mark.parametrize("name", ROLES)
async def test_the_menu_leads_only_where_there_is_something(everybody: Cast, name: str) -> None:
    partner = ROLES[name][2]
    page = (await everybody.go(name, "GET", f"/desk/partners/{partner}" if partner else "/desk")).text
    menu = page.partition('<nav aria-label="Desk">')[2].partition("</nav>")[0]
    for address in re.findall(r'href="([^"]+)"', menu):
        assert (await everybody.go(name, "GET", address)).status_code == 200, address


def _but_for_chance(answer: httpx.Response, code: str) -> str:
    """Without what is new for each answer, and without the address that was asked for."""
    return re.sub(r'nonce="[^"]*"|<code>[0-9a-f]{8}</code>|\b[0-9a-f]{8}\b', "", answer.text).replace(
        code, ""
    )
