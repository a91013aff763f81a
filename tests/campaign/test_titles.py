"""Pages tell themselves apart by their titles, which tabs, histories and screen readers begin with."""

import re

import httpx
import pytest

from tests.signing.conftest import MORATORIUM

PAGES = (
    *("/", f"/demands/{MORATORIUM}", "/demands/community-schools", "/demands/we-choose-to-act"),
    *(f"/demands/{MORATORIUM}/names", f"/demands/{MORATORIUM}/thanks", f"/demands/{MORATORIUM}/mastodon"),
    *(f"/demands/{MORATORIUM}/check-your-mail", "/confirmations/not-a-token", "/mine", "/desk/sign-in"),
    *("/no-such-page", f"/embed/{MORATORIUM}?partner=nobody", "/disavowals/not-a-token"),
)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_no_two_pages_have_the_same_title(client: httpx.AsyncClient, language: str) -> None:
    titles = {}
    for address in PAGES:
        page = await client.get(address, headers={"accept-language": language})
        found = re.search(r"<title>(.+)</title>", page.text)
        assert found, address
        titles[address] = found[1]
    assert len(set(titles.values())) == len(PAGES), titles
