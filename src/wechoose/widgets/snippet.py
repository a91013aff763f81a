"""Snippets: what a partner's webmaster pastes, with a script or without one."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from markupsafe import Markup

from wechoose.base.words import _
from wechoose.widgets.loader import newest

SCRIPT = Markup(
    '<script src="{site}/widget/{version}.js" integrity="{integrity}" crossorigin="anonymous" async></script>'
)
ELEMENT = Markup('<wechoose-demand{wishes}><a href="{address}">{title}</a></wechoose-demand>')
FRAME = Markup(
    '<iframe src="{address}" title="{title}" width="100%" height="{height}" loading="lazy"'
    ' allow="clipboard-write; web-share"></iframe>'
)
# Tall enough for the form on a phone; without a script the frame can't tell how tall it is.
FRAME_HEIGHT = 980


def snippet(
    public_url: str, slug: str, title: str, partner: str, accent: str = "", lang: str = "", scheme: str = ""
) -> str:
    """Two lines: the loader, which takes no other bytes than these, and the element with a link in it."""
    loader = newest()
    script = SCRIPT.format(site=public_url, version=loader.version, integrity=loader.integrity)
    wishes = {"slug": slug, "partner": partner, "accent": accent, "lang": lang, "scheme": scheme}
    address = f"{public_url}/demands/{quote(slug)}?{_query(partner=partner, lang=lang)}"
    element = ELEMENT.format(wishes=_attributes(wishes), address=address, title=title)
    return f"{script}\n{element}"


def plain_snippet(
    public_url: str, slug: str, title: str, partner: str, accent: str = "", lang: str = "", scheme: str = ""
) -> str:
    """One line without a script: a frame of a fixed height."""
    query = _query(partner=partner, lang=lang, accent=accent, scheme=scheme)
    words = _("Sign: %(title)s") % {"title": title}
    return str(
        FRAME.format(address=f"{public_url}/embed/{quote(slug)}?{query}", title=words, height=FRAME_HEIGHT)
    )


def _attributes(values: Mapping[str, str]) -> Markup:
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in values.items() if value)


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value})
