"""A page that everybody sees alike is made for each visitor while there is time, and once for a crowd."""

from typing import Any

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.web import shared

PAGES = ["/", f"/demands/{MORATORIUM}", f"/demands/{MORATORIUM}/thanks?state=NJ"]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many come that no time is left to make a page twice."""
    monkeypatch.setattr(shared, "AT_ONCE_SECONDS", -1e9)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("address", PAGES)
async def test_a_crowd_gets_one_page_made_for_all(client: httpx.AsyncClient, address: str) -> None:
    first, second = await client.get(address), await client.get(address)
    assert first.content == second.content
    assert first.headers == second.headers


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_says_for_how_long_caches_may_keep_it(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", PAGES)
async def test_who_has_the_page_already_is_told_so(client: httpx.AsyncClient, address: str) -> None:
    etag = (await client.get(address)).headers["etag"]
    again = await client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag


async def test_a_page_changes_its_etag_with_the_count(supporter: Supporter) -> None:
    etags = [(await supporter.client.get(address)).headers["etag"] for address in PAGES]
    await supporter.sign()
    await supporter.confirm()
    for address, etag in zip(PAGES, etags, strict=True):
        again = await supporter.client.get(address, headers={"if-none-match": etag})
        assert again.status_code == 200


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"params": {"by": "capita"}}),
        ({}, {"params": {"partner": "j4j"}}),
        ({"headers": {"accept-encoding": "br"}}, {"headers": {"accept-encoding": "identity"}}),
    ],
)
async def test_a_crowd_shares_no_more_than_what_it_asked_alike(
    client: httpx.AsyncClient, one: dict[str, Any], other: dict[str, Any]
) -> None:
    address = f"/demands/{MORATORIUM}"
    first, second = await client.get(address, **one), await client.get(address, **other)
    assert first.text != second.text


@pytest.mark.usefixtures("crowd")
async def test_everybody_in_a_crowd_signs_with_the_form_they_share(supporter: Supporter) -> None:
    """Each once: a repeat is the same signing, and one letter."""
    for email in ("a@example.org", "b@example.org", "a@example.org"):
        assert (await supporter.sign_by_form(email=email)).status_code == 303
    assert len(await supporter.statuses()) == 2
    assert len(await supporter.letters()) == 2
    assert len(await supporter.fetch("select 1 from submissions")) == 2


async def test_a_page_without_time_to_lose_is_made_anew(client: httpx.AsyncClient) -> None:
    pages = [await client.get(f"/demands/{MORATORIUM}") for _ in range(2)]
    assert pages[0].headers["content-security-policy"] != pages[1].headers["content-security-policy"]


@pytest.mark.usefixtures("crowd")
async def test_a_refused_form_is_nobody_elses_page(supporter: Supporter) -> None:
    refused = await supporter.sign_by_form(zip="x")
    assert refused.status_code == 422
    assert refused.headers["cache-control"] == "no-store"
    assert TYPED["email"] in refused.text
    assert TYPED["email"] not in (await supporter.client.get(f"/demands/{MORATORIUM}")).text
