import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from tests.desk import enter
from wechoose.app import build
from wechoose.base.site import Site

Visit = Callable[..., Awaitable[httpx.Response]]
WIDGET = "/desk/partners/j4j/widget"
PREVIEW = "/desk/partners/j4j/preview/community-schools"


@pytest.fixture
async def visit(site: Site) -> AsyncIterator[Visit]:
    """Opens pages as somebody of j4j."""
    app = build(site)
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser,
    ):
        await enter(browser, site, "ann@j4j.example.org", "partner", "j4j")

        async def get(address: str, **query: str) -> httpx.Response:
            return await browser.get(address, params=query or None)

        yield get


def pasted(page: str, name: str) -> str:
    """What stands in a field for copying."""
    found = re.search(
        rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>|<input id="{name}" value="([^"]*)"', page, re.S
    )
    assert found, name
    return html.unescape(found[1] or found[2])


async def test_the_page_gives_all_that_leads_to_a_demand(visit: Visit) -> None:
    page = (await visit(WIDGET, demand="community-schools")).text
    assert 'slug="community-schools" partner="j4j"' in pasted(page, "snippet")
    assert "/embed/community-schools?partner=j4j" in pasted(page, "plain")
    link = "http://127.0.0.1:8000/demands/community-schools?partner=j4j"
    assert (pasted(page, "link"), pasted(page, "oembed")) == (link, link)
    for name in ("badge", "card"):
        assert (await visit(pasted(page, name))).status_code == 200


async def test_what_was_chosen_is_in_the_snippet_and_in_the_preview(visit: Visit) -> None:
    answer = await visit(WIDGET, demand="community-schools", accent="#1A5FB4", scheme="dark")
    assert 'accent="1a5fb4"' in pasted(answer.text, "snippet")
    assert 'scheme="dark"' in pasted(answer.text, "snippet")
    preview = re.search(r'<iframe class="preview" src="([^"]+)"', answer.text)
    assert preview
    shown = await visit(html.unescape(preview[1]))
    assert shown.status_code == 200
    assert "--accent:" in shown.text
    assert "color-scheme:dark" in shown.text


async def test_what_is_no_choice_is_said_or_left_out(visit: Visit) -> None:
    wrong = await visit(WIDGET, accent='blue"><script>')
    assert wrong.status_code == 422
    assert 'id="accent-error"' in wrong.text
    assert "blue&#34;&gt;&lt;script&gt;" in wrong.text
    assert "<script>" not in pasted(wrong.text, "snippet").partition("\n")[2]
    odd = await visit(WIDGET, demand="no-such-demand", scheme="pink", speaks="xx")
    assert odd.status_code == 200
    assert "pink" not in odd.text


async def test_only_the_desk_frames_the_preview_and_nothing_can_be_done_in_it(visit: Visit) -> None:
    page, preview = await visit(WIDGET), await visit(PREVIEW)
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in preview.headers["content-security-policy"]
    assert "<div inert>" in preview.text
    assert 'name="form_token" value=""' in preview.text
    assert "data-live" not in preview.text


async def test_a_partner_without_origins_is_told_that_nobody_would_see_its_widget(
    visit: Visit, site: Site
) -> None:
    warning = "No site may frame this widget yet"
    assert warning not in (await visit(WIDGET)).text
    async with site.database.transaction() as db:
        await db.execute("update partners set origins = '{}' where code = 'j4j'")
    assert warning in (await visit(WIDGET)).text


async def test_a_stopped_partner_is_told_so_and_has_no_preview(visit: Visit, site: Site) -> None:
    async with site.database.transaction() as db:
        await db.execute("update partners set status = 'stopped' where code = 'j4j'")
    page = await visit(WIDGET)
    assert "This organization is stopped" in page.text
    assert "<iframe class" not in page.text
    assert (await visit(PREVIEW)).status_code == 410


async def test_there_is_no_preview_of_what_is_not_there(visit: Visit) -> None:
    assert (await visit("/desk/partners/j4j/preview/no-such-demand")).status_code == 404
    assert (await visit("/desk/partners/npe/preview/community-schools")).status_code == 404
