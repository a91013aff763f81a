import html
import json
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from tests.desk import begin, csrf_of, prove
from tests.leaders.authenticator import PRESENT, SoftKey
from tests.leaders.browsers import at, visitor_of
from wechoose.audit import trail
from wechoose.base.site import Site
from wechoose.leaders.passkeys import party_of
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.standing import stop

HOME = "http://localhost:8000"
NEW, DOOR, FACTOR = "/desk/second-factor/passkey", "/desk/sign-in", "/desk/second-factor"

Make = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def named(site: Site) -> Site:
    """A site at a name, as passkeys want it."""
    return at(site, HOME)


@pytest.fixture
async def browser(named: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor_of(named) as browser:
        yield browser


@pytest.fixture
async def leader(browser: httpx.AsyncClient, named: Site) -> Leader:
    """Came in by a link, with nothing to prove themselves with yet."""
    return await begin(browser, named)


@pytest.fixture
async def key(browser: httpx.AsyncClient, leader: Leader) -> SoftKey:
    """The leader's passkey, by which they are in."""
    key = SoftKey()
    answer = await make(browser, key)
    assert answer.status_code == 200, answer.text
    return key


async def make(
    browser: httpx.AsyncClient, key: SoftKey, fmt: str = "none", name: str = "My phone", **client: str
) -> httpx.Response:
    options, challenge = await asked(browser, NEW)
    sent = {
        "name": name,
        "proof_challenge": challenge,
        "proof_answer": key.create(options, fmt, **client),
    }
    return await browser.post(NEW, data={"csrf": await csrf_of(browser, NEW)} | sent)


async def enter(browser: httpx.AsyncClient, key: SoftKey, **client: str) -> httpx.Response:
    """By the passkey alone, without a letter."""
    browser.cookies.clear()
    options, challenge = await asked(browser, DOOR)
    sent = {"proof_challenge": challenge, "proof_answer": key.get(options, **client)}
    return await browser.post(f"{DOOR}/passkey", data=sent)


async def asked(browser: httpx.AsyncClient, address: str) -> tuple[str, str]:
    """The options in a page, and the token that its form sends with the answer."""
    page = (await browser.get(address)).text
    options = re.search(r'data-options="([^"]+)"', page)
    token = re.search(r'name="proof_challenge" value="([^"]+)"', page)
    assert options
    assert token
    return html.unescape(options[1]), token[1]


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/desk/me")).status_code == 200


async def test_the_first_passkey_lets_a_leader_join_and_comes_with_recovery_codes(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    assert await is_in(browser)
    async with named.database.transaction(read_only=True) as db:
        assert await db.fetchval("select joined_at from leaders")
        assert await db.fetchval("select count(*) from recovery_codes") == 10
        assert (await trail.read_back(db))[-1].act
    assert "My phone" in (await browser.get("/desk/me")).text


async def test_a_passkey_may_be_called_anything(browser: httpx.AsyncClient, key: SoftKey) -> None:
    assert (await make(browser, SoftKey(), name="\x00 \u202e" + "x" * 99)).status_code == 303


async def test_a_passkey_alone_signs_in_and_counts_as_both_factors(
    browser: httpx.AsyncClient, key: SoftKey
) -> None:
    answer = await enter(browser, key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await browser.get("/desk/demands/community-schools/list")).status_code == 200


async def test_a_passkey_is_the_second_factor_after_a_link(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    browser.cookies.clear()
    await begin(browser, named)
    assert not await is_in(browser)
    options, challenge = await asked(browser, FACTOR)
    sent = {"csrf": await csrf_of(browser, FACTOR), "proof_challenge": challenge}
    answer = await browser.post(FACTOR, data=sent | {"proof_answer": key.get(options)})
    assert answer.status_code == 303
    assert await is_in(browser)


async def test_an_answer_given_on_another_page_is_refused(browser: httpx.AsyncClient, key: SoftKey) -> None:
    for origin in ("http://localhost:8001", "https://localhost:8000", "http://evil.example", "null"):
        assert (await enter(browser, key, origin=origin)).status_code == 422
    assert not await is_in(browser)


async def test_a_passkey_for_another_host_is_refused(browser: httpx.AsyncClient, key: SoftKey) -> None:
    key.host = "evil.example"
    assert (await enter(browser, key)).status_code == 422


async def test_an_answer_of_another_kind_is_refused(browser: httpx.AsyncClient, key: SoftKey) -> None:
    assert (await enter(browser, key, type="webauthn.create")).status_code == 422


async def test_who_was_not_asked_for_face_finger_or_pin_is_refused(
    browser: httpx.AsyncClient, key: SoftKey
) -> None:
    key.flags = PRESENT
    assert (await enter(browser, key)).status_code == 422


async def test_a_challenge_is_answered_once(browser: httpx.AsyncClient, key: SoftKey) -> None:
    browser.cookies.clear()
    options, challenge = await asked(browser, DOOR)
    sent = {"proof_challenge": challenge, "proof_answer": key.get(options)}
    assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 303
    browser.cookies.clear()
    assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 422
    sent["proof_answer"] = key.get(options)
    assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 422


async def test_a_challenge_that_failed_is_used_up_too(browser: httpx.AsyncClient, key: SoftKey) -> None:
    browser.cookies.clear()
    options, challenge = await asked(browser, DOOR)
    wrong = {"proof_challenge": challenge, "proof_answer": key.get(options, origin="http://evil.example")}
    assert (await browser.post(f"{DOOR}/passkey", data=wrong)).status_code == 422
    right = {"proof_challenge": challenge, "proof_answer": key.get(options)}
    assert (await browser.post(f"{DOOR}/passkey", data=right)).status_code == 422


async def test_a_challenge_is_good_for_minutes(
    browser: httpx.AsyncClient, key: SoftKey, later: Callable[..., None]
) -> None:
    browser.cookies.clear()
    options, challenge = await asked(browser, DOOR)
    later(minutes=11)
    sent = {"proof_challenge": challenge, "proof_answer": key.get(options)}
    assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 422


async def test_a_challenge_of_one_page_does_not_serve_another(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    """Neither the door's at the second factor, nor one session's in another."""
    options, challenge = await asked(browser, DOOR)
    browser.cookies.clear()
    await begin(browser, named)
    foreign = await asked(browser, FACTOR)
    browser.cookies.clear()
    await begin(browser, named)
    for options, challenge in ((options, challenge), foreign):  # noqa: B020
        sent = {"csrf": await csrf_of(browser, FACTOR), "proof_challenge": challenge}
        answer = await browser.post(FACTOR, data=sent | {"proof_answer": key.get(options)})
        assert answer.status_code == 422
    assert not await is_in(browser)


async def test_a_counter_that_does_not_rise_is_refused(browser: httpx.AsyncClient, key: SoftKey) -> None:
    key.count = 7
    assert (await enter(browser, key)).status_code == 303
    key.count -= 1
    assert (await enter(browser, key)).status_code == 422
    key.count = 3
    assert (await enter(browser, key)).status_code == 422
    key.count = 20
    assert (await enter(browser, key)).status_code == 303


async def test_one_leaders_passkey_is_not_another_leaders_second_factor(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    browser.cookies.clear()
    other = await begin(browser, named, "other@example.org", "editor")
    await prove(browser, named, other)
    browser.cookies.clear()
    await begin(browser, named, "other@example.org", "editor")
    browser_page, challenge = await asked(browser, DOOR)
    sent = {"csrf": await csrf_of(browser, FACTOR), "proof_challenge": challenge}
    answer = await browser.post(FACTOR, data=sent | {"proof_answer": key.get(browser_page)})
    assert answer.status_code == 422
    assert not await is_in(browser)


async def test_a_passkey_that_somebody_has_can_not_be_added_again(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    browser.cookies.clear()
    await begin(browser, named, "other@example.org", "editor")
    assert (await make(browser, key)).status_code == 422


async def test_a_stopped_leaders_passkey_opens_nothing(
    browser: httpx.AsyncClient, key: SoftKey, leader: Leader, named: Site
) -> None:
    async with named.database.transaction() as db:
        await stop(db, leader.leader_id)
    assert not await is_in(browser)
    assert (await enter(browser, key)).status_code == 422


async def test_what_a_maker_says_of_its_key_is_not_read(browser: httpx.AsyncClient, leader: Leader) -> None:
    for fmt in ("packed", "tpm", "android-key", "nonsense"):
        assert (await make(browser, SoftKey(), fmt)).status_code == 422


async def test_a_passkey_made_on_another_page_or_for_another_host_is_refused(
    browser: httpx.AsyncClient, leader: Leader
) -> None:
    assert (await make(browser, SoftKey(), origin="http://evil.example")).status_code == 422
    assert (await make(browser, SoftKey(host="evil.example"))).status_code == 422


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", "null", '{"id": 7}', "\x00", "é" * 9_000])
async def test_nonsense_is_refused_and_nothing_breaks(
    browser: httpx.AsyncClient, leader: Leader, answer: str
) -> None:
    _options, challenge = await asked(browser, NEW)
    sent = {"csrf": await csrf_of(browser, NEW), "proof_challenge": challenge, "proof_answer": answer}
    assert (await browser.post(NEW, data=sent)).status_code == 422
    browser.cookies.clear()
    _options, challenge = await asked(browser, DOOR)
    sent = {"proof_challenge": challenge, "proof_answer": answer}
    assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 422


async def test_damaged_answers_are_refused_and_nothing_breaks(
    browser: httpx.AsyncClient, key: SoftKey
) -> None:
    for _each in range(20):
        browser.cookies.clear()
        options, challenge = await asked(browser, DOOR)
        said = json.loads(key.get(options))
        for name, value in said["response"].items():
            place = int.from_bytes(os.urandom(2), "big") % max(len(value), 1)
            said["response"][name] = value[:place] + value[place + 1 :]
        sent = {"proof_challenge": challenge, "proof_answer": json.dumps(said)}
        assert (await browser.post(f"{DOOR}/passkey", data=sent)).status_code == 422


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("https://choose.example.org", "choose.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
        ("http://choose.example.org", None),
    ],
)
async def test_passkeys_need_a_name_and_a_safe_way(site: Site, public_url: str, host: str | None) -> None:
    party = party_of(at(site, public_url).settings)
    assert (party.host if party else None) == host


async def test_an_origin_is_written_as_browsers_do(site: Site) -> None:
    for given, origin in (
        ("https://Choose.Example.org:443", "https://choose.example.org"),
        ("http://localhost:80", "http://localhost"),
        ("https://choose.example.org:8443", "https://choose.example.org:8443"),
    ):
        party = party_of(at(site, given).settings)
        assert party
        assert party.origin == origin


async def test_where_passkeys_can_not_be_the_pages_say_why(client: httpx.AsyncClient, site: Site) -> None:
    assert "Sign in with a passkey" not in (await client.get(DOOR)).text
    await begin(client, site)
    assert "http://localhost:8000" in (await client.get(FACTOR)).text
    assert "http://localhost:8000" in (await client.get(NEW)).text
    sent = {"csrf": await csrf_of(client, FACTOR), "proof_challenge": "x", "proof_answer": "{}"}
    assert (await client.post(NEW, data=sent)).status_code == 303
    assert (await client.post(f"{DOOR}/passkey", data=sent)).status_code == 422


async def test_a_passkey_knows_its_owner_by_nothing_that_tells_who_that_is(
    browser: httpx.AsyncClient, key: SoftKey, named: Site
) -> None:
    async with named.database.transaction() as db:
        other = await add_leader(db, named, "other@example.org", "editor")
    assert len(key.user) == 16
    assert str(other.leader_id).encode() not in key.user
