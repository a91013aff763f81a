"""Credit: the partner, source and friend that brought a signature, read so that a slip in an address costs none."""

import re

import msgspec

from wechoose.partners.partners import Partners
from wechoose.signing.invitations import is_code
from wechoose.signing.typed import Typed
from wechoose.web.query import asked

LONGEST = 80
# Words that somebody gave to a mailing or a page. An address of a person, which some mailers put there, is none.
SOURCE = re.compile(r"[\w.~+/ -]+")
CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign")


def credit(typed: Typed, partners: Partners, query: str = "") -> Typed:
    """What came by a form of ours: without partners that are none or ask nobody (any more), with the source that its
    page had.

    `query` is what stood behind the question mark of that page.
    """
    return msgspec.structs.replace(
        typed,
        partner=typed.partner if typed.partner in partners.by_code else "",
        consent=tuple(code for code in typed.consent if _asks(partners, code)),
        source=clean_source(typed.source) or source_of(query),
        friend=typed.friend if is_code(typed.friend) else friend_of(query),
    )


def query_of(address: str) -> str:
    """What stands behind the question mark of a page's address, whatever a browser sends as one."""
    return address.partition("#")[0].partition("?")[2]


def source_of(query: str) -> str:
    """The source that a page's address names: `source`, or the parameters that mailers put there; "" for none."""
    named = [clean_source(asked(query, name)) for name in CAMPAIGN]
    return clean_source(asked(query, "source")) or clean_source("/".join(filter(None, named)))


def friend_of(query: str) -> str:
    """Whose link it is; "" for nobody's."""
    code = asked(query, "friend")
    return code if is_code(code) else ""


def clean_source(text: str) -> str:
    """In small letters, so that one mailing is one source; "" for what can't be a code."""
    text = " ".join(text.split()).lower()
    return text[:LONGEST].strip() if SOURCE.fullmatch(text) else ""


def _asks(partners: Partners, code: str) -> bool:
    partner = partners.by_code.get(code)
    return partner is not None and partner.wording is not None and partner.asks != "never"
