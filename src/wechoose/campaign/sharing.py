"""Sharing: plain links that tell nobody anything until they are pressed, each naming its way as the source."""

import re
from collections.abc import Container, Mapping
from urllib.parse import quote, urlencode

import msgspec

from wechoose.base.words import SOURCE_LANGUAGE, _, language
from wechoose.partners.origins import read_origin
from wechoose.places.states import find_state
from wechoose.signing.invitations import is_code

# So many stand open, the others behind one more press.
FIRST = 4
LONGEST_SERVER = 300


class Way(msgspec.Struct, frozen=True):
    """A link that passes a page on; `kind` is the source that a signature names which came by it."""

    kind: str
    name: str
    url: str


class Shares(msgspec.Struct, frozen=True):
    """All ways to pass a page on: `address` is for copying and for the device's own sheet."""

    address: str
    first: list[Way]
    more: list[Way]


def shares_of(title: str, page: str, state: str = "") -> Shares:
    """Of a page's whole address, which may have a query; what is passed on shows the state, if one is named."""
    text = _("I signed “%(title)s”. Will you?") % {"title": title}
    ways = _ways(title, text, page, state)
    return Shares(address_of(page, "copy", state), ways[:FIRST], ways[FIRST:])


def address_of(page: str, source: str, state: str = "", friend: str = "", partner: str = "") -> str:
    """A page's address as it is passed on: in the reader's language, with where it was passed on."""
    spoken = language.get() if language.get() != SOURCE_LANGUAGE else ""
    query = {"partner": partner, "lang": spoken, "state": state, "friend": friend, "source": source}
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{page}{'&' if '?' in page else '?'}{said}" if said else page


def _ways(title: str, text: str, page: str, state: str) -> list[Way]:
    """Mail and text programs read a plus sign as a plus sign, so a space is written %20."""

    def link(kind: str, name: str, start: str, field: str, words: str = "{address}", **more: str) -> Way:
        told = words.format(address=address_of(page, kind, state), text=text)
        return Way(kind, name, start + urlencode({**more, field: told}, quote_via=quote))

    both, place = "{text} {address}", page.partition("?")
    mastodon = f"{place[0]}/mastodon{place[1]}{place[2]}"
    return [
        link("whatsapp", "WhatsApp", "https://wa.me/?", "text", both),
        link("sms", _("Text message"), "sms:?&", "body", both),
        link("email", _("E-mail"), "mailto:?", "body", "{text}\n\n{address}", subject=title),
        link("facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php?", "u"),
        link("x", "X", "https://x.com/intent/post?", "text", both),
        link("bluesky", "Bluesky", "https://bsky.app/intent/compose?", "text", both),
        Way("mastodon", "Mastodon", address_of(mastodon, "", state)),
    ]


def passed_on(asked: Mapping[str, str], partners: Container[str]) -> dict[str, str]:
    """What a page's address says that belongs to what is passed on from it, as far as it is good."""
    state, friend, partner = (
        find_state(asked.get("state", "")),
        asked.get("friend", ""),
        asked.get("partner", ""),
    )
    return {
        name: value
        for name, value, good in (
            ("state", state.usps if state else "", state),
            ("friend", friend, is_code(friend)),
            ("partner", partner, partner in partners),
        )
        if good
    }


def toot_address(server: str, title: str, address: str) -> str:
    """Where a person of this Mastodon server writes about a page; raises ValueError with a sentence."""
    text = _("I signed “%(title)s”. Will you?") % {"title": title}
    return f"{read_server(server)}/share?" + urlencode({"text": f"{text} {address}"}, quote_via=quote)


def read_server(text: str) -> str:
    """The origin of a server that somebody names as they know it: by its address, or by their own name there."""
    named = re.sub(r"^https?://", "", text.strip(), flags=re.IGNORECASE)
    host = named.partition("/")[0].rpartition("@")[2]
    try:
        if "." not in host or len(text) > LONGEST_SERVER:
            raise ValueError
        return read_origin(f"https://{host}")
    except ValueError:
        raise ValueError(
            _("This is no server's name. Type what stands after the last @ in your name there.")
        ) from None
