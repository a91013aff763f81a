"""A badge says whose demand it is and how many stand behind it, on pages of others."""

from xml.etree import ElementTree

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from tests.widgets.conftest import HOSTILE, Retitle, verify
from wechoose.widgets.badge import make_badge

ADDRESS = f"/demands/{MORATORIUM}/badge.svg"
SVG = "{http://www.w3.org/2000/svg}"


async def test_a_badge_shows_the_campaign_and_the_count(
    supporter: Supporter, client: httpx.AsyncClient
) -> None:
    await verify(supporter)
    drawing = ElementTree.fromstring((await client.get(ADDRESS)).text)
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["We Choose", "1 verified"]


async def test_a_badge_is_said_in_words_to_who_does_not_see_it(client: httpx.AsyncClient) -> None:
    drawing = ElementTree.fromstring((await client.get(ADDRESS)).text)
    title = drawing.find(f"{SVG}title")
    assert title is not None
    assert drawing.get("role") == "img"
    assert (
        drawing.get("aria-label")
        == title.text
        == ("We Choose: Stop the privatization of our public schools. Verified signatures: 0")
    )


async def test_other_sites_may_show_a_badge_and_it_may_do_nothing_there(client: httpx.AsyncClient) -> None:
    answer = await client.get(ADDRESS)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "public, max-age=60"
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy == ["default-src 'none'", "frame-ancestors 'none'", "sandbox"]
    assert "style" not in answer.text


async def test_an_unchanged_badge_is_not_sent_again(supporter: Supporter, client: httpx.AsyncClient) -> None:
    first = await client.get(ADDRESS)
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get(ADDRESS, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await verify(supporter)
    changed = await client.get(ADDRESS, headers=known)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_whatever_a_title_holds_stays_words(retitle: Retitle, client: httpx.AsyncClient) -> None:
    await retitle(HOSTILE)
    drawing = ElementTree.fromstring((await client.get(ADDRESS)).text)
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} == {
        *("svg", "title", "clipPath", "rect", "g", "path", "text")
    }
    assert "<script>alert('x')</script>" in (drawing.get("aria-label") or "")


@pytest.mark.parametrize("name", ["W" * 300, "我们选择", "", "\x00\x01", "<&>"])
def test_the_name_stays_inside_whatever_it_is(name: str) -> None:
    drawing = ElementTree.fromstring(make_badge(name, "Title", 123_456_789).svg)
    whole = float(drawing.get("width") or 0)
    assert whole < 500
    for text in drawing.iter(f"{SVG}text"):
        assert float(text.get("x") or 0) + float(text.get("textLength") or 0) < whole


async def test_a_badge_in_another_language_has_an_address(client: httpx.AsyncClient) -> None:
    answer = await client.get(ADDRESS, params={"lang": "en"}, headers={"accept-language": "es"})
    assert "verified" in answer.text
    assert answer.headers["vary"] == "Accept-Language"


async def test_there_is_no_badge_of_no_demand(client: httpx.AsyncClient) -> None:
    for slug in ("no-such-demand", "..%2f", "A" * 5000):
        assert (await client.get(f"/demands/{slug}/badge.svg")).status_code == 404
