"""Sharing: plain links that name themselves as the source, in the reader's language; Mastodon by one's own server."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.words import language
from wechoose.campaign.sharing import address_of, read_server
from wechoose.web import shared

PAGE = f"http://127.0.0.1:8000/demands/{MORATORIUM}"
THANKS = f"/demands/{MORATORIUM}/thanks"
MASTODON = f"/demands/{MORATORIUM}/mastodon"
KINDS = ["whatsapp", "sms", "email", "facebook", "x", "bluesky", "mastodon"]
FRIEND = "abcdefghijk_"


def _links(page: str) -> list[str]:
    section = page.partition("data-share")[2].partition("</section>")[0]
    return [html.unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', section)]


def _passed_on(link: str) -> str:
    """The address within a link."""
    [address] = re.findall(rf"{PAGE}\S*$", unquote(link))
    return address


async def test_every_way_names_itself_as_the_source(client: httpx.AsyncClient) -> None:
    links = _links((await client.get(f"/demands/{MORATORIUM}")).text)
    sources = [parse_qs(urlsplit(_passed_on(link)).query).get("source") for link in links[:-1]]
    assert sources == [[kind] for kind in KINDS[:-1]]
    assert links[-1] == f"{PAGE}/mastodon"


async def test_a_link_is_only_a_link(client: httpx.AsyncClient) -> None:
    """Nothing is fetched from where it leads, and that site is not told where it was pressed."""
    page = (await client.get(f"/demands/{MORATORIUM}")).text
    for link in re.findall(r"<a [^>]*(?:wa\.me|facebook|bsky|x\.com|mastodon)[^>]*>", page):
        assert 'rel="noopener noreferrer"' in link
    assert not re.search(r'(?:src|srcset|action)="https?://(?!127)', page)


def test_the_language_goes_along_unless_it_is_english() -> None:
    assert address_of(PAGE, "x") == f"{PAGE}?source=x"
    before = language.set("es")
    try:
        assert address_of(PAGE, "x", "NJ") == f"{PAGE}?lang=es&state=NJ&source=x"
    finally:
        language.reset(before)


async def test_who_signed_passes_on_their_state(client: httpx.AsyncClient) -> None:
    for link in _links((await client.get(f"{THANKS}?state=NJ")).text):
        assert "state=NJ" in unquote(link)


@pytest.mark.parametrize("code", [FRIEND, "x", "<script>"])
async def test_no_friends_code_is_in_a_shared_page(client: httpx.AsyncClient, code: str) -> None:
    for address in (THANKS, f"/demands/{MORATORIUM}"):
        first, second = await client.get(f"{address}?friend={code}"), await client.get(address)
        assert first.headers["etag"] == second.headers["etag"]


async def test_a_state_changes_nothing_but_the_preview(supporter: Supporter) -> None:
    for email, place in (("a@example.org", "07102"), ("b@example.org", "60653")):
        await supporter.sign(email=email, zip=place)
        await supporter.confirm(email=email)
    whole = (await supporter.client.get(f"/demands/{MORATORIUM}")).text
    part = (await supporter.client.get(f"/demands/{MORATORIUM}?state=NJ")).text
    assert whole.count("<meta") == part.count("<meta")
    assert f'content="{PAGE}/card.png?state=NJ&amp;lang=en"' in part
    assert "(1 person in New Jersey)" in part
    assert "(2 verified signatures)" in whole
    assert "in New Jersey)" not in whole
    assert f"{PAGE}/card.png?lang=en" not in part


async def test_in_a_crowd_states_share_one_page(
    supporter: Supporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made once, with another preview for each: the form token says that it is the same page."""
    monkeypatch.setattr(shared, "AT_ONCE_SECONDS", -1e9)
    pages = [
        (await supporter.client.get(f"/demands/{MORATORIUM}?state={state}")).text
        for state in ("NJ", "IL", "AK", "IL")
    ]
    tokens = {re.findall(r'name="form_token" value="([^"]+)"', page)[0] for page in pages}
    assert len(tokens) == 1
    assert [re.findall(r"card\.png\?state=(..)", page)[0] for page in pages] == ["NJ", "IL", "AK", "IL"]
    assert pages[1] == pages[3]


async def test_a_picture_can_be_of_a_state(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    card = f"/demands/{MORATORIUM}/card.png"
    whole, state = await supporter.client.get(card), await supporter.client.get(f"{card}?state=NJ")
    assert state.headers["content-type"] == "image/png"
    assert whole.content != state.content
    for nowhere in ("XX", "AK"):
        assert (await supporter.client.get(f"{card}?state={nowhere}")).content == whole.content


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("mastodon.social", "https://mastodon.social"),
        (" https://Mastodon.Social/@me ", "https://mastodon.social"),
        ("@me@chaos.social", "https://chaos.social"),
        ("HTTP://social.example:8443", "https://social.example:8443"),
        ("münchen.social", "https://xn--mnchen-3ya.social"),
    ],
)
def test_a_server_may_be_named_as_people_know_it(typed: str, origin: str) -> None:
    assert read_server(typed) == origin


@pytest.mark.parametrize(
    "typed",
    ["mastodon", "javascript:alert(1)", "a.b c", "-.social", "x" * 400, "a.social\n.evil", "//", "a..b", "@"],
)
async def test_what_is_no_server_leads_nowhere(client: httpx.AsyncClient, typed: str) -> None:
    answer = await client.get(MASTODON, params={"server": typed})
    assert answer.status_code == 422
    assert "/share?text=" not in answer.text


async def test_mastodon_is_reached_in_two_steps_without_a_script(client: httpx.AsyncClient) -> None:
    asked = (await client.get(f"{MASTODON}?state=NJ&friend={FRIEND}&partner=j4j&junk=1")).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', asked))
    assert hidden == {"state": "NJ", "friend": FRIEND, "partner": "j4j", "lang": "en"}
    answered = await client.get(MASTODON, params=hidden | {"server": "mastodon.social"})
    [link] = [html.unescape(each) for each in re.findall(r'href="(https://mastodon[^"]+)"', answered.text)]
    assert link.startswith("https://mastodon.social/share?text=")
    assert _passed_on(link) == f"{PAGE}?partner=j4j&state=NJ&friend={FRIEND}&source=mastodon"
    assert "set-cookie" not in answered.headers


@pytest.mark.parametrize("query", ["friend=%3Cb%3E&state=x&partner=nobody", "friend=&state=&partner="])
async def test_what_is_no_code_is_not_passed_on(client: httpx.AsyncClient, query: str) -> None:
    page = (await client.get(f"{MASTODON}?{query}")).text
    for name in ("friend", "state", "partner"):
        assert f'name="{name}"' not in page
