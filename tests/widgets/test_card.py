"""A card shows demand and count wherever the link is shared, and costs next to nothing while nothing changed."""

import hashlib
import io
import re

import httpx
import pytest
from PIL import Image, ImageChops

from tests.signing.conftest import MORATORIUM, Supporter
from tests.widgets.conftest import HOSTILE, Retitle, verify
from wechoose.widgets.card import BAR_TOP, BASELINE, HEIGHT, INK, MARGIN, WIDTH, YELLOW, Look, draw
from wechoose.widgets.lettering import FONTS, writable

ADDRESS = f"/demands/{MORATORIUM}/card.png"
LOOK = Look(
    name="We Choose",
    host="wechoose.example.org",
    kicker="A demand by the We Choose coalition",
    title="Stop the privatization of our public schools",
    count="2,136",
    notes=("of 100,000", "verified signatures"),
    act="Add your name",
    part=0.02,
)


def look(**changes: object) -> Look:
    return Look(**{name: getattr(LOOK, name) for name in LOOK.__struct_fields__} | changes)  # type: ignore[arg-type]


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


async def test_a_card_has_the_size_that_previews_ask_for(client: httpx.AsyncClient) -> None:
    answer = await client.get(ADDRESS)
    assert answer.headers["content-type"] == "image/png"
    assert opened(answer.content).size == (1200, 630)
    assert len(answer.content) < 60_000


async def test_a_smaller_card_is_the_same_made_smaller(client: httpx.AsyncClient) -> None:
    for asked, size in {"600": (600, 315), "240": (240, 126), "601": (1200, 630), "-1": (1200, 630)}.items():
        answer = await client.get(ADDRESS, params={"width": asked})
        assert opened(answer.content).size == size


async def test_the_same_count_is_the_same_picture_and_another_count_another(
    supporter: Supporter, client: httpx.AsyncClient
) -> None:
    first, again = await client.get(ADDRESS), await client.get(ADDRESS)
    assert first.content == again.content
    known = {"if-none-match": first.headers["etag"]}
    unchanged = await client.get(ADDRESS, headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    await verify(supporter)
    # A card that was just drawn is shown for some seconds more, so the one of another size tells the new count.
    one = await client.get(ADDRESS, params={"width": "600"})
    other = opened(first.content).reduce(2)
    assert ImageChops.difference(opened(one.content), other).getbbox() is not None


async def test_other_sites_may_show_a_card_and_caches_keep_it_for_a_minute(client: httpx.AsyncClient) -> None:
    for address in (ADDRESS, "/card.png"):
        answer = await client.get(address)
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert answer.headers["vary"] == "Accept-Language"


async def test_the_campaign_has_a_card_of_its_own(client: httpx.AsyncClient) -> None:
    answer = await client.get("/card.png", params={"lang": "en"})
    assert opened(answer.content).size == (1200, 630)


async def test_there_is_no_card_of_no_demand(client: httpx.AsyncClient) -> None:
    assert (await client.get("/demands/no-such-demand/card.png")).status_code == 404


@pytest.mark.parametrize(
    "title",
    [
        *("W" * 200, "wwww " * 40, "i" * 200, "Ắ" * 200, HOSTILE, "", "学校" * 100, "👩🏽‍🏫 e\u0301 مدارس"),
        ("Every school " * 20)[:200],
    ],
)
async def test_no_title_leaves_its_room(title: str, retitle: Retitle, client: httpx.AsyncClient) -> None:
    await retitle(title)
    card = opened((await client.get(ADDRESS)).content)
    for free in [
        (0, 160, MARGIN - 8, HEIGHT),
        (WIDTH - MARGIN, 160, WIDTH, HEIGHT),
        (0, BASELINE - 90, WIDTH, BASELINE - 88),
        (0, 92, WIDTH, 100),
    ]:
        colors = card.crop(free).getcolors()
        assert colors == [((free[2] - free[0]) * (free[3] - free[1]), YELLOW)], free


def test_a_title_that_has_room_is_as_large_as_it_can_be() -> None:
    def ink(title: str) -> float:
        title_room = opened(draw(look(title=title))).crop((0, 160, WIDTH, 412))
        box = ImageChops.difference(title_room, Image.new("RGB", title_room.size, YELLOW)).getbbox()
        assert box is not None
        return box[3] - box[1]

    assert ink("Fund our schools") > 60
    assert ink("Every school " * 15) > 150


@pytest.mark.parametrize(("part", "filled"), [(0.0, 0), (1e-9, 4), (0.5, 532), (1.0, 1064), (7.5, 1064)])
def test_the_bar_is_as_full_as_the_goal_is_near(part: float, filled: int) -> None:
    row = opened(draw(look(part=part))).crop((MARGIN + 6, BAR_TOP + 15, WIDTH - MARGIN - 6, BAR_TOP + 16))
    dark = sum(count for count, color in row.getcolors() or () if color == INK)
    assert abs(dark - filled) <= 4


@pytest.mark.parametrize("count", ["1", "2,136", "1,234,567,890", "Be the first"])
def test_no_count_runs_into_the_button(count: str) -> None:
    card = opened(draw(look(count=count)))
    gap = card.crop((WIDTH - MARGIN - 345, 420, WIDTH - MARGIN - 325, BASELINE))
    assert gap.getcolors() == [(20 * (BASELINE - 420), YELLOW)]


def test_letters_that_the_fonts_lack_become_plain_ones_or_are_left_out() -> None:
    assert writable("Công lý «Школы» Ａ ﬁ 学校 ✊🏽 e\u0301") == "Công lý «Школы» A fi é"
    assert writable("\x00\ud800\ufffe\u202e") == ""


async def test_pages_name_their_card_with_what_previews_ask_for(
    supporter: Supporter, client: httpx.AsyncClient
) -> None:
    await verify(supporter)
    for address, card in {
        "/": "/card.png",
        f"/demands/{MORATORIUM}": ADDRESS,
        f"/demands/{MORATORIUM}/thanks": ADDRESS,
    }.items():
        tags = _tags((await client.get(address)).text)
        assert tags["og:image"] == f"http://127.0.0.1:8000{card}?lang=en"
        assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
        assert tags["og:image:type"] == "image/png"
        assert "1 verified signature)" in tags["og:image:alt"]
        assert tags["og:locale"] == "en_US"
        assert tags["twitter:card"] == "summary_large_image"
        assert tags["twitter:image"] == tags["og:image"]
        assert (await client.get(tags["og:image"])).status_code == 200


async def test_who_passes_on_the_thanks_page_passes_on_the_demand(client: httpx.AsyncClient) -> None:
    page = (await client.get(f"/demands/{MORATORIUM}/thanks?state=NJ")).text
    assert _tags(page)["og:url"] == f"http://127.0.0.1:8000/demands/{MORATORIUM}"
    assert _tags(page)["og:title"].startswith("Stop the privatization")
    assert 'content="noindex' in page


async def test_whatever_a_title_holds_stays_in_its_tag(retitle: Retitle, client: httpx.AsyncClient) -> None:
    await retitle(HOSTILE)
    head = (await client.get(f"/demands/{MORATORIUM}")).text.partition("</head>")[0]
    assert "<script>alert" not in head
    assert "&lt;script&gt;" in _tags(head)["og:title"]


def test_the_fonts_are_those_that_the_notices_name() -> None:
    notices = (FONTS / "NOTICES.txt").read_text(encoding="utf-8")
    for path in FONTS.glob("Inter-*"):
        assert f"{path.name} " in notices
        assert hashlib.sha256(path.read_bytes()).hexdigest() in notices


def _tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
