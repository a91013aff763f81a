"""oEmbed: pasting a demand's address shows the form on pages of partners, and a link with a picture elsewhere."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest

from tests.signing.conftest import MORATORIUM
from tests.widgets.conftest import HOSTILE, AllowFrame, Retitle
from wechoose.base.refusals import Malformed, NotFound
from wechoose.widgets.oembed import read_address

SITE = "http://127.0.0.1:8000"
DEMAND = f"{SITE}/demands/{MORATORIUM}"


async def ask(client: httpx.AsyncClient, url: str = DEMAND, **query: str) -> httpx.Response:
    return await client.get("/oembed", params={"url": url, **query})


async def test_a_partner_that_may_frame_it_gets_a_frame(
    allow_frame: AllowFrame, client: httpx.AsyncClient
) -> None:
    code = await allow_frame("https://partner.example")
    answer = await ask(client, f"{DEMAND}?partner={code}")
    assert answer.headers["content-type"].startswith("application/json")
    embed = answer.json()
    assert (embed["version"], embed["type"]) == ("1.0", "rich")
    assert (embed["title"], embed["provider_name"], embed["provider_url"]) == (
        *("Stop the privatization of our public schools", "We Choose"),
        SITE,
    )
    frame = attributes(embed["html"])
    assert frame["src"] == f"{SITE}/embed/{MORATORIUM}?partner={code}"
    assert "Stop the privatization" in frame["title"]
    assert frame["loading"] == "lazy"
    assert (frame["width"], frame["height"]) == (str(embed["width"]), str(embed["height"]))


async def test_the_address_of_the_frame_does_as_well_and_keeps_its_language(
    allow_frame: AllowFrame, client: httpx.AsyncClient
) -> None:
    code = await allow_frame("https://partner.example")
    embed = (await ask(client, f"{SITE}/embed/{MORATORIUM}/?lang=es&partner={code}#top")).json()
    assert attributes(embed["html"])["src"] == f"{SITE}/embed/{MORATORIUM}?partner={code}&lang=es"


@pytest.mark.parametrize("query", ["", "?partner=no-such-partner", "?partner=", "?partner=%22%3E%3Cb%3E"])
async def test_without_a_partner_it_is_a_link_with_a_picture(query: str, client: httpx.AsyncClient) -> None:
    embed = (await ask(client, DEMAND + query)).json()
    assert embed["type"] == "link"
    assert "html" not in embed
    assert "width" not in embed
    assert embed["thumbnail_url"] == f"{DEMAND}/card.png?lang=en"
    assert (embed["thumbnail_width"], embed["thumbnail_height"]) == (1200, 630)
    assert (await client.get(embed["thumbnail_url"])).status_code == 200


@pytest.mark.parametrize(("origins", "status"), [([], "active"), (["https://partner.example"], "stopped")])
async def test_who_may_not_frame_it_gets_a_link(
    origins: list[str], status: str, allow_frame: AllowFrame, client: httpx.AsyncClient
) -> None:
    code = await allow_frame(*origins, status=status)
    assert (await ask(client, f"{DEMAND}?partner={code}")).json()["type"] == "link"


async def test_nothing_is_larger_than_its_room(allow_frame: AllowFrame, client: httpx.AsyncClient) -> None:
    code = await allow_frame("https://partner.example")
    for wide, high, card in [("320", "", 240), ("600", "400", 600), ("2000", "5000", 1200), ("100", "9", 0)]:
        embed = (await ask(client, f"{DEMAND}?partner={code}", maxwidth=wide, maxheight=high)).json()
        assert embed["width"] <= int(wide)
        assert embed["height"] <= int(high or 10_000)
        assert embed.get("thumbnail_width", 0) == card
        assert ("thumbnail_url" in embed) == bool(card)


@pytest.mark.parametrize("nonsense", ["0", "-1", "1.5", "abc", "9" * 5000, "²", " 5"])
async def test_a_room_that_is_no_number_is_refused(nonsense: str, client: httpx.AsyncClient) -> None:
    answer = await ask(client, maxwidth=nonsense)
    assert answer.status_code == 400
    assert "maxwidth" in answer.json()["message"]


@pytest.mark.parametrize("title", ["Plain", HOSTILE, "]]>", "学校 ✊🏽", "\x1bx\x7f", "<" * 200])
async def test_xml_is_well_formed_and_says_the_same_as_json(
    title: str, retitle: Retitle, allow_frame: AllowFrame, client: httpx.AsyncClient
) -> None:
    await retitle(title)
    url = f"{DEMAND}?partner={await allow_frame('https://partner.example')}"
    answer = await ask(client, url, format="xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)
    assert tree.tag == "oembed"
    said = {name: str(value) for name, value in (await ask(client, url, format="json")).json().items()}
    assert {child.tag: child.text for child in tree} == said
    html = said["html"]
    assert html.count("<") == html.count(">") == 2
    assert set(attributes(html)) == {"src", "title", "width", "height", "loading", "frameborder"}


async def test_another_format_is_not_implemented(client: httpx.AsyncClient) -> None:
    answer = await ask(client, format="yaml")
    assert answer.status_code == 501
    assert answer.json()["message"] == "This address answers as json or xml."


async def test_without_an_address_there_is_a_sentence(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/oembed"), await ask(client, "")):
        assert answer.status_code == 400
        assert "url=" in answer.json()["message"]


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/demands/no-such-demand",
        *(f"{SITE}/", f"{SITE}/desk/sign-in", f"{DEMAND}/thanks", f"{SITE}/demands/../demands/{MORATORIUM}"),
        f"http://elsewhere.example/demands/{MORATORIUM}",
        f"http://127.0.0.1:8000@elsewhere.example/demands/{MORATORIUM}",
        f"http://127.0.0.1:9000/demands/{MORATORIUM}",
        f"//127.0.0.1:8000/demands/{MORATORIUM}",
        f"javascript://127.0.0.1:8000/demands/{MORATORIUM}",
        *(
            "nonsense",
            "http://[",
            "http://127.0.0.1:99999/demands/x",
            "\x00",
            "http://127.0.0.1:８000/demands/x",
        ),
    ],
)
async def test_an_address_of_no_demand_here_is_not_found(url: str, client: httpx.AsyncClient) -> None:
    answer = await ask(client, url)
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


def test_the_site_is_known_with_and_without_its_usual_port() -> None:
    for address in ("https://we.example/demands/x", "http://WE.example:443/demands/x?partner=p&lang=es"):
        assert read_address("https://we.example", address).slug == "x"
    with pytest.raises(NotFound):
        read_address("https://we.example", "https://we.example:8443/demands/x")
    with pytest.raises(Malformed):
        read_address("https://we.example", "")


async def test_a_demands_page_leads_to_its_oembed(allow_frame: AllowFrame, client: httpx.AsyncClient) -> None:
    code = await allow_frame("https://partner.example")
    for query, kind in [("", "link"), (f"?partner={code}", "rich")]:
        page = (await client.get(f"/demands/{MORATORIUM}{query}")).text
        links = dict(re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page))
        assert set(links) == {"application/json+oembed", "text/xml+oembed"}
        for media_type, link in links.items():
            answer = await client.get(unescape(link))
            assert answer.headers["content-type"].partition(";")[0] == media_type.removesuffix("+oembed")
            assert kind in answer.text
        asked = parse_qs(urlsplit(unescape(links["application/json+oembed"])).query)
        assert asked == {"url": [DEMAND + query], "format": ["json"]}


def attributes(html: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r' ([a-z]+)="([^"]*)"', html)}
