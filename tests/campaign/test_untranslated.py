"""A demand without words in the reader's language is shown in English, and says so, to eyes and to screen readers."""

import re

import httpx
import pytest

from tests.signing.conftest import MORATORIUM
from wechoose.base.site import Site

NOTICE = "Por ahora, solo en inglés."


@pytest.fixture
async def title(site: Site) -> str:
    """Of a demand that nobody has translated yet."""
    async with site.database.transaction() as db:
        where = "where demand_id = (select demand_id from demands where slug = $1) and language = "
        await db.execute(f"delete from demand_texts {where} 'es'", MORATORIUM)
        return str(await db.fetchval(f"select title from demand_texts {where} 'en'", MORATORIUM))


@pytest.mark.parametrize("page", ["/", "/demands/{slug}", "/embed/{slug}?partner=j4j"])
async def test_it_stands_there_in_english_and_says_so(
    title: str, client: httpx.AsyncClient, page: str
) -> None:
    address = page.format(slug=MORATORIUM)
    text = (await client.get(address, headers={"accept-language": "es-US"})).text
    assert f' lang="en">{title}' in text
    assert text.count(NOTICE) == 1


async def test_all_of_its_text_is_marked_as_english(title: str, client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/demands/{MORATORIUM}?lang=es")).text
    for start in ("<h1", '<p class="lead"', '<article class="prose"'):
        assert f'{start} lang="en">' in page
    assert re.search('<html lang="es">', page)


async def test_what_is_translated_says_nothing(client: httpx.AsyncClient) -> None:
    for code in ("en", "es"):
        page = (await client.get(f"/demands/{MORATORIUM}?lang={code}")).text
        assert NOTICE not in page
        assert "Only in English so far." not in page
        assert ' lang="en">' not in page.partition("<main")[2]
