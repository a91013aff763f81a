"""Details: what an owner says about a partner, read from a form and checked field by field."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.partners.origins import read_origin
from wechoose.partners.partners import LONGEST_CODE, Partner, is_code
from wechoose.places.states import find_state

Value = TypeVar("Value")

FIELDS = (
    "name",
    "code",
    "kind",
    "state",
    "website",
    "origins",
    "asks",
    "english",
    "spanish",
    "postal_address",
)
ASKS = ("never", "own", "everywhere")
LONGEST_NAME, LONGEST_WEBSITE = 100, 300
LONGEST_WORDING = LONGEST_ADDRESS = 300
LONGEST_LINE, MOST_ORIGINS = 300, 20

# The desk's own page stands at this code's address.
TAKEN = "new"
# Joiners that scripts are written with; all other format characters can only deceive.
JOINERS = "\u200c\u200d"
SAFE_PATH = "/%:@!$&'()*+,;=~"


class Details(msgspec.Struct, frozen=True):
    """`state` is None for a national organization; the wordings are "" as long as nobody is asked."""

    name: str
    code: str
    kind: str
    state: str | None
    website: str | None
    origins: tuple[str, ...]
    asks: str
    english: str
    spanish: str
    postal_address: str


def check(typed: Mapping[str, str], code: str = "") -> Details:
    """What was typed, for the partner with this code or a new one; raises Invalid with a sentence for each field."""
    wrong: dict[str, str] = {}

    def read(field: str, reader: Callable[[str], Value], empty: Value) -> Value:
        try:
            return reader(typed[field])
        except ValueError as error:
            wrong[field] = str(error)
            return empty

    kind = read("kind", _kind, "national")
    details = Details(
        name=read("name", _name, ""),
        code=code or read("code", _code, ""),
        kind=kind,
        state=read("state", _state, None) if kind == "state" else None,
        website=read("website", _website, None),
        origins=read("origins", _origins, ()),
        asks=read("asks", _asks, "never"),
        english=read("english", _wording, ""),
        spanish=read("spanish", _wording, ""),
        postal_address=read("postal_address", _postal_address, ""),
    )
    wrong |= {field: text for field, text in _missing(details).items() if field not in wrong}
    if wrong:
        raise Invalid({field: wrong[field] for field in FIELDS if field in wrong})
    return details


def as_typed(partner: Partner) -> dict[str, str]:
    """What the form holds before anything is changed."""
    return {
        "name": partner.name,
        "code": partner.code,
        "kind": partner.kind,
        "state": partner.state or "",
        "website": partner.website or "",
        "origins": "\n".join(partner.origins),
        "asks": partner.asks,
        "english": partner.wording.english if partner.wording else "",
        "spanish": partner.wording.spanish if partner.wording else "",
        "postal_address": partner.postal_address,
    }


BLANK = {**dict.fromkeys(FIELDS, ""), "kind": "national", "asks": "never"}


def _missing(details: Details) -> dict[str, str]:
    """Who is asked is asked in their own language, so one wording without the other is none."""
    if details.asks == "never" and not details.english and not details.spanish:
        return {}
    sentences = {
        "english": _("Write the line in English too: supporters are asked in their own language."),
        "spanish": _("Write the line in Spanish too: supporters are asked in their own language."),
    }
    return {field: text for field, text in sentences.items() if not getattr(details, field)}


def _name(text: str) -> str:
    name = _one_line(text)
    if not name:
        raise ValueError(_("Write the organization's name."))
    return _no_longer(name, LONGEST_NAME)


def _code(text: str) -> str:
    code = _no_longer(text.strip(), LONGEST_CODE)
    if not is_code(code):
        raise ValueError(_("A code is small letters a to z, digits and single dashes, such as new-jersey."))
    if code == TAKEN:
        raise ValueError(_("This code is taken by a page of the desk. Choose another one."))
    return code


def _kind(text: str) -> str:
    if text not in ("national", "state"):
        raise ValueError(_("Choose whether it is national or of one state."))
    return text


def _state(text: str) -> str:
    state = find_state(text)
    if state is None:
        raise ValueError(_("Choose the state that this coalition is of."))
    return state.usps


def _asks(text: str) -> str:
    if text not in ASKS:
        raise ValueError(_("Choose where supporters are asked."))
    return text


def _website(text: str) -> str | None:
    text = _no_longer(text.strip(), LONGEST_WEBSITE)
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https":
        raise ValueError(_("Write the website's whole address, beginning with https://"))
    # What comes before the first slash is judged as the address that browsers compare.
    origin = read_origin(f"https://{parts.netloc}")
    query = "?" + quote(parts.query, safe=SAFE_PATH + "?") if parts.query else ""
    return _no_longer(origin + quote(parts.path, safe=SAFE_PATH) + query, LONGEST_WEBSITE)


def _origins(text: str) -> tuple[str, ...]:
    found: list[str] = []
    sentences = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found += [read_origin(_no_longer(line.strip(), LONGEST_LINE))] if line.strip() else []
        except ValueError as error:
            sentences.append(_("Line %(number)s: %(sentence)s") % {"number": number, "sentence": error})
    if len(set(found)) > MOST_ORIGINS:
        sentences.append(_("Write at most %(most)s addresses.") % {"most": MOST_ORIGINS})
    if sentences:
        raise ValueError("\n".join(sentences))
    return tuple(dict.fromkeys(found))


def _wording(text: str) -> str:
    return _no_longer(_one_line(text), LONGEST_WORDING)


def _postal_address(text: str) -> str:
    lines = [_one_line(line) for line in text.splitlines()]
    return _no_longer("\n".join(line for line in lines if line), LONGEST_ADDRESS)


def _one_line(text: str) -> str:
    """Composed, with single spaces; control and direction characters could make it read as something else."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(each).startswith("C") and each not in JOINERS for each in line):
        raise ValueError(
            _("There is a character in it that can't be shown. Type it anew instead of pasting.")
        )
    return line


def _no_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(
            _("That is %(count)s characters; there is room for %(most)s.")
            % {"count": len(text), "most": most}
        )
    return text
