"""oEmbed: what another site shows when somebody pastes the address of a demand there."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import msgspec
from markupsafe import Markup

from wechoose.base.refusals import Malformed, NotFound
from wechoose.base.templates import render
from wechoose.base.words import _, language
from wechoose.partners.partners import Partner
from wechoose.widgets.card import EDITIONS, HEIGHT, WIDTH
from wechoose.widgets.plain import plain
from wechoose.widgets.snippet import FRAME_HEIGHT

PATH = re.compile(r"/(?:demands|embed)/([a-z0-9-]+)/?")
FRAME_WIDTH = 560
CACHE_SECONDS = 300
PORTS = {"http": 80, "https": 443}


class Pasted(NamedTuple):
    """What the pasted address says."""

    slug: str
    partner: str
    language: str


class Room(NamedTuple):
    """How large the other site lets it be."""

    wide: int | None
    high: int | None


class Embed(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer, with the names of the oEmbed specification, version 1.0."""

    version: str
    type: str
    title: str
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    cache_age: int
    html: str | None = None
    width: int | None = None
    height: int | None = None
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


def read_address(public_url: str, address: str) -> Pasted:
    """Raises Malformed without an address, NotFound when it is not one of a demand here."""
    if not address:
        raise Malformed(_("Give the address of a demand as url=…"))
    elsewhere = NotFound(_("There is no demand of this campaign at that address."))
    try:
        parts, query = urlsplit(address), parse_qs(urlsplit(address).query, max_num_fields=100)
        ours = _place(public_url) == _place(address)
    except ValueError:
        raise elsewhere from None
    path = PATH.fullmatch(parts.path)
    if path is None or not ours:
        raise elsewhere
    asked = {name: values[-1] for name, values in query.items()}
    return Pasted(path[1], asked.get("partner", ""), asked.get("lang", ""))


def read_room(wide: str, high: str) -> Room:
    """Raises Malformed for what is not a number of pixels."""
    return Room(_pixels("maxwidth", wide), _pixels("maxheight", high))


def describe(
    public_url: str, name: str, title: str, pasted: Pasted, partner: Partner | None, room: Room
) -> Embed:
    """A frame for a partner whose pages may hold one, for anybody else a link with a picture."""
    frame = _frame(public_url, name, title, pasted, room) if partner and partner.origins else {}
    return Embed(
        version="1.0",
        type="rich" if frame else "link",
        title=plain(title),
        author_name=plain(name),
        author_url=public_url,
        provider_name=plain(name),
        provider_url=public_url,
        cache_age=CACHE_SECONDS,
        **frame,
        **_thumbnail(public_url, pasted, room),
    )


def as_json(embed: Embed) -> bytes:
    return msgspec.json.encode(embed)


def as_xml(embed: Embed) -> bytes:
    return render("widgets/oembed.xml", fields=msgspec.to_builtins(embed)).encode()


def _frame(public_url: str, name: str, title: str, pasted: Pasted, room: Room) -> dict:
    query = {"partner": pasted.partner} | ({"lang": pasted.language} if pasted.language else {})
    width, height = min(FRAME_WIDTH, room.wide or FRAME_WIDTH), min(FRAME_HEIGHT, room.high or FRAME_HEIGHT)
    html = Markup(
        '<iframe src="{src}" title="{title}" width="{width}" height="{height}" loading="lazy" frameborder="0"></iframe>'
    ).format(
        src=f"{public_url}/embed/{quote(pasted.slug)}?{urlencode(query)}",
        title=plain(_("%(name)s: sign “%(title)s”") % {"name": name, "title": title}),
        width=width,
        height=height,
    )
    return {"html": str(html), "width": width, "height": height}


def _thumbnail(public_url: str, pasted: Pasted, room: Room) -> dict:
    """The largest card that has room; none where even the smallest has not."""
    for edition in EDITIONS:
        width, height = WIDTH // edition, HEIGHT // edition
        if width <= (room.wide or WIDTH) and height <= (room.high or HEIGHT):
            query = {"lang": language.get()} | ({"width": width} if edition > 1 else {})
            address = f"{public_url}/demands/{quote(pasted.slug)}/card.png?{urlencode(query)}"
            return {"thumbnail_url": address, "thumbnail_width": width, "thumbnail_height": height}
    return {}


def _place(address: str) -> tuple[str, int | None]:
    """Host and port; who pastes http: for https: means the same site."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or parts.username is not None:
        raise ValueError(address)
    standard = parts.port in (None, *PORTS.values())
    return (parts.hostname or "").rstrip("."), None if standard else parts.port


def _pixels(name: str, text: str) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"0*[1-9][0-9]{0,8}", text) is None:
        raise Malformed(_("%(name)s is a number of pixels, like 600.") % {"name": name})
    return int(text)
