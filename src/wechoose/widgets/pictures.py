"""Badges, cards and oEmbed: what pages and programs elsewhere show of a demand."""

from collections.abc import Callable

from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.base.refusals import NotOffered
from wechoose.base.words import _, language, languages
from wechoose.counts.api import live_of
from wechoose.places.states import find_state
from wechoose.signing.api import intake_of
from wechoose.web.rendering import site_of
from wechoose.widgets import looks
from wechoose.widgets.badge import make_badge
from wechoose.widgets.card import EDITIONS, WIDTH, Look
from wechoose.widgets.oembed import (
    CACHE_SECONDS,
    Embed,
    as_json,
    as_xml,
    describe,
    read_address,
    read_room,
)

KEEP = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Language"}
# Pictures are there for pages of others. Opened by itself, an SVG is a document: it may do nothing.
SHOWN_ANYWHERE = KEEP | {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
FORMATS = {"json": (as_json, "application/json"), "xml": (as_xml, "text/xml")}


@get("/demands/{slug:str}/badge.svg", include_in_schema=False)
async def show_badge(request: Request, slug: FromPath[str]) -> Response[bytes | None]:
    demand = (await intake_of(request).demands.now()).find(slug)
    snapshot = await live_of(request).fresh()
    name = request.app.state.front.campaign().name
    badge = make_badge(name, demand.title, snapshot.campaign.demands.get(demand.slug, 0))
    return _picture(request, badge.svg.encode(), badge.etag, "image/svg+xml")


@get("/demands/{slug:str}/card.png", include_in_schema=False)
async def show_card(request: Request, slug: FromPath[str]) -> Response[bytes | None]:
    demand = (await intake_of(request).demands.now()).find(slug)
    snapshot = await live_of(request).fresh()
    edition = _edition(request.query_params.get("width", ""))
    state = find_state(request.query_params.get("state", ""))
    look = looks.of_demand(request.app.state, demand, snapshot, edition, state)
    return await _card(request, (slug, edition, state and state.usps), look)


@get("/card.png", include_in_schema=False)
async def show_campaign_card(request: Request) -> Response[bytes | None]:
    demands = (await intake_of(request).demands.now()).all()
    return await _card(
        request, "", looks.of_campaign(request.app.state, demands, await live_of(request).fresh())
    )


@get("/oembed", include_in_schema=False)
async def show_oembed(request: Request) -> Response[bytes]:
    asked = request.query_params
    pasted = read_address(site_of(request).settings.public_url, asked.get("url", ""))
    room = read_room(asked.get("maxwidth", ""), asked.get("maxheight", ""))
    encode, media_type = _format(asked.get("format", "json"))
    if pasted.language in languages():
        language.set(pasted.language)
    demand = (await intake_of(request).demands.now()).find(pasted.slug)
    partner = (await intake_of(request).partners.now()).by_code.get(pasted.partner)
    name = request.app.state.front.campaign().name
    embed = describe(site_of(request).settings.public_url, name, demand.title, pasted, partner, room)
    headers = KEEP | {"Cache-Control": f"public, max-age={CACHE_SECONDS}"}
    return Response(encode(embed), media_type=media_type, headers=headers)


async def _card(request: Request, key: object, look: Look) -> Response[bytes | None]:
    picture = await request.app.state.gallery.show((key, language.get()), look)
    return _picture(request, picture.png, picture.etag, "image/png")


def _picture(request: Request, body: bytes, etag: str, media_type: str) -> Response[bytes | None]:
    headers = SHOWN_ANYWHERE | {"ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _edition(width: str) -> int:
    return next((edition for edition in EDITIONS if width == str(WIDTH // edition)), 1)


def _format(name: str) -> tuple[Callable[[Embed], bytes], str]:
    if name not in FORMATS:
        raise NotOffered(_("This address answers as json or xml."))
    return FORMATS[name]


ROUTES = [show_badge, show_card, show_campaign_card, show_oembed]
