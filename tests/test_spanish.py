"""Spanish, as far as it reaches: by the address or the browser, through links, forms, letters and refusals."""

import re

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.base.site import Site

HEADINGS = {"en": "Add your name", "es": "Suma tu nombre"}


@pytest.fixture
def supporter(site: Site, client: httpx.AsyncClient) -> Supporter:
    return Supporter(site, client)


def links(page: str) -> list[str]:
    """To other pages of the site."""
    return [address.replace("&amp;", "&") for address in re.findall(r'<a [^>]*href="(/[^"]*)"', page)]


@pytest.mark.parametrize(
    "path", ["/", f"/demands/{MORATORIUM}", f"/demands/{MORATORIUM}/thanks?state=NJ", "/mine"]
)
async def test_whoever_chose_spanish_goes_on_in_it(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(f"{path}{'&' if '?' in path else '?'}lang=es")
    assert page.headers["content-language"] == "es"
    assert 'lang="es"' in page.text
    assert [address for address in links(page.text) if "lang=es" not in address] == []
    assert all("lang=es" in action for action in re.findall(r'<form [^>]*action="(/[^"]*)"', page.text))


@pytest.mark.parametrize("path", ["/", f"/demands/{MORATORIUM}"])
async def test_where_the_browser_says_it_addresses_stay_short(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers={"accept-language": "es-MX,es;q=0.9"})
    assert page.headers["content-language"] == "es"
    assert [address for address in links(page.text) if "lang=" in address] == []


async def test_a_form_that_was_filled_in_spanish_is_answered_in_spanish(
    client: httpx.AsyncClient, supporter: Supporter
) -> None:
    page = (await client.get(f"/demands/{MORATORIUM}?lang=es")).text
    action = re.search(r'<form class="form" method="post" action="([^"]+)"', page)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert action
    assert token
    typed = TYPED | {"form_token": token[1], "language": "es"}
    wrong = await client.post(action[1], data=typed | {"email": "maria"})
    assert wrong.status_code == 422
    assert "correo" in wrong.text
    done = await client.post(action[1], data=typed)
    assert done.headers["location"] == f"/demands/{MORATORIUM}/check-your-mail?lang=es"
    [letter] = await supporter.letters()
    assert letter["language"] == "es"


async def test_a_page_for_one_language_is_never_given_for_another(client: httpx.AsyncClient) -> None:
    """Also when a crowd shares pages."""
    for _round in range(40):
        for code, heading in HEADINGS.items():
            page = await client.get(f"/demands/{MORATORIUM}?lang={code}")
            assert heading in page.text
            assert page.headers["content-language"] == code


async def test_the_other_language_keeps_who_brought_the_reader(client: httpx.AsyncClient) -> None:
    page = await client.get(f"/demands/{MORATORIUM}?partner=j4j")
    assert 'href="?partner=j4j&amp;lang=es"' in page.text
    assert 'href="?partner=j4j&amp;by=capita#states"' in page.text


@pytest.mark.parametrize("path", ["/no-such-page", "/api/v1/demands/no-such-demand"])
async def test_a_refusal_speaks_the_readers_language(client: httpx.AsyncClient, path: str) -> None:
    english, spanish = [(await client.get(f"{path}?lang={code}")).text for code in ("en", "es")]
    assert "There is n" in english
    assert "There is n" not in spanish
