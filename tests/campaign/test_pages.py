"""The home page and the demand page say what is asked, who asks, and how many stand behind it."""

import re

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.site import Site

SLUGS = [
    *("privatization-moratorium", "end-zero-tolerance", "end-state-takeovers", "elected-school-boards"),
    *("end-test-overreliance", "teachers-of-color", "community-schools", "restorative-justice"),
    "national-equity-assessment",
]


async def test_home_shows_the_nine_demands_in_order_and_who_asks(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert re.findall(r'<h3><a href="/demands/([a-z-]+)"', page) == SLUGS
    for words in (
        "We reject",
        "We choose",
        "Journey for Justice Alliance",
        "Dignity in Schools",
        "New Jersey",
    ):
        assert words in page


async def test_pages_show_the_count_there_is(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    for address in ("/", f"/demands/{MORATORIUM}"):
        page = (await client.get(address)).text
        assert re.search(rf'data-count="{MORATORIUM}"[^>]*>1<', page), address
        assert "New Jersey: 1 signature" in page


@pytest.mark.parametrize("slug", SLUGS)
async def test_every_demand_has_a_page_with_a_form(client: httpx.AsyncClient, slug: str) -> None:
    page = await client.get(f"/demands/{slug}")
    assert page.status_code == 200
    names = set(re.findall(r'name="([a-z_]+)"', page.text))
    assert {
        "given_name",
        "family_name",
        "email",
        "zip",
        "state",
        "demands",
        "news",
        "language",
        "form_token",
    } <= names
    assert f'value="{slug}"' not in page.text.partition('name="demands"')[2].partition("</fieldset>")[0]


async def test_the_map_can_be_seen_per_person_without_a_script(client: httpx.AsyncClient) -> None:
    by_count, by_capita = await client.get("/"), await client.get("/?by=capita")
    assert by_count.text != by_capita.text
    assert (await client.get("/?by=nonsense")).status_code == 200


async def test_a_partner_in_the_address_is_credited_and_a_misspelt_one_is_not(
    site: Site, client: httpx.AsyncClient
) -> None:
    supporter = Supporter(site, client)
    page = (await client.get(f"/demands/{MORATORIUM}?partner=j4j")).text
    assert 'name="partner" value="j4j"' in page
    for wrong in ("nobody", "%00", "'", "x" * 500):
        page = await client.get(f"/demands/{MORATORIUM}?partner={wrong}")
        assert page.status_code == 200
        assert 'name="partner"' not in page.text
    assert await supporter.statuses() == []


@pytest.mark.parametrize(
    "query", ["lang=en", "lang=es", "lang=%00", "lang=en&lang=xx", "by=%ff", "&&&=", "a=" + "b" * 2000]
)
async def test_odd_queries_never_break_a_page(client: httpx.AsyncClient, query: str) -> None:
    for address in ("/", f"/demands/{MORATORIUM}", f"/demands/{MORATORIUM}/thanks"):
        assert (await client.get(f"{address}?{query}")).status_code == 200


async def test_thanks_name_a_state_only_when_it_is_one(client: httpx.AsyncClient) -> None:
    address = f"/demands/{MORATORIUM}/thanks"
    assert "New Jersey" in (await client.get(f"{address}?state=NJ")).text
    hostile = await client.get(f"{address}?state=<script>alert(1)</script>")
    assert "<script>alert" not in hostile.text


async def test_a_demand_text_is_only_text(site: Site, client: httpx.AsyncClient) -> None:
    from wechoose.demands.demands import DemandText, add_demand

    body = "# Big\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](https://example.org) **bold**"
    hostile = DemandText("<b>Title</b>", "<i>Summary</i>", body)
    async with site.database.transaction() as db:
        await add_demand(db, "hostile", "petition", 10, {"en": hostile})
    page = (await client.get("/demands/hostile")).text
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<b>Title" not in page
    assert "<strong>bold</strong>" in page


async def test_a_draft_is_nowhere(site: Site, client: httpx.AsyncClient) -> None:
    async with site.database.transaction() as db:
        await db.execute("update demands set status = 'draft' where slug = $1", MORATORIUM)
    assert MORATORIUM not in (await client.get("/api/v1/demands")).text
    for address in (
        f"/demands/{MORATORIUM}",
        f"/api/v1/demands/{MORATORIUM}",
        f"/api/v1/demands/{MORATORIUM}/form",
    ):
        assert (await client.get(address)).status_code == 404
