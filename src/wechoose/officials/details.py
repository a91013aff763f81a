"""Details: what a leader says about an official, read from a form and checked field by field."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from email_validator import EmailNotValidError, validate_email

from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.officials.kinds import KINDS, Kind
from wechoose.officials.officials import FIELDS, Official
from wechoose.officials.texts import clean, clean_lines
from wechoose.places.districts import AT_LARGE, districts
from wechoose.places.states import find_state
from wechoose.places.zips import clean_zip, find_zip, state_of, states_of

Value = TypeVar("Value")

OFFICE = ("kind", "state", "district")
LONGEST = {"address": 300, "website": 300, "contact_form": 300}
LONGEST_OTHER, MOST_LINES, MOST_ZIPS = 150, 8, 500
BLANK = dict.fromkeys((*OFFICE, *FIELDS, "zips"), "")


class Details(msgspec.Struct, frozen=True):
    """`said` has every one of FIELDS, "" where nothing is said."""

    kind: str
    state: str | None
    district: int | None
    said: dict[str, str]
    zips: tuple[str, ...]


def check(typed: Mapping[str, str], official: Official | None = None) -> Details:
    """What was typed about this official, whose office is fixed, or a new one; raises Invalid with sentences."""
    wrong: dict[str, str] = {}

    def read(field: str, reader: Callable[[str], Value], empty: Value) -> Value:
        try:
            return reader(typed[field])
        except ValueError as error:
            wrong[field] = str(error)
            return empty

    kind = official.kind if official else read("kind", _kind, "")
    rules = KINDS.get(kind, KINDS["senator"])
    state, district = (official.state, official.district) if official else (None, None)
    if not official and kind and rules.has_state:
        state = read("state", _state, None)
    if not official and state and rules.reach == "district":
        district = read("district", lambda text: _district(text, state), None)
    said = {field: read(field, READERS.get(field, _line(field)), "") for field in FIELDS}
    zips = read("zips", lambda text: _zips(text, state), ()) if rules.has_zips else ()
    if rules.has_place and not said["place"]:
        wrong.setdefault("place", _place_is_missing(kind))
    if wrong:
        raise Invalid({field: wrong[field] for field in BLANK if field in wrong})
    return Details(kind, state, district, said | _usual(rules, said, official), zips)


def as_typed(official: Official) -> dict[str, str]:
    """What the form holds before anything is changed."""
    return BLANK | said_of(official) | {"zips": " ".join(official.zips)}


def said_of(official: Official) -> dict[str, str]:
    plain = {name: getattr(official, name) for name in FIELDS if not name.startswith("salutation")}
    return plain | {
        "address": "\n".join(official.address),
        "term_end": official.term_end.isoformat() if official.term_end else "",
        "salutation": official.salutation["en"],
        "salutation_es": official.salutation["es"],
    }


def _usual(rules: Kind, said: dict[str, str], official: Official | None) -> dict[str, str]:
    """A new senator is a Senator, unless something else was typed."""
    return {} if official or said["title"] else {"title": rules.title}


def _member(text: str) -> str:
    return text if text in ("yes", "no") else ""


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError(_("Choose which office it is."))
    return text


def _state(text: str) -> str:
    state = find_state(text)
    if state is None:
        raise ValueError(_("Choose the state."))
    return state.usps


def _district(text: str, state: str) -> int:
    if state in AT_LARGE:
        return 0
    if (state, int(text) if re.fullmatch(r"[0-9]{1,2}", text.strip()) else -1) not in districts():
        raise ValueError(_("Write the number of the district, such as 7; this state has no other."))
    return int(text)


def _line(field: str) -> Callable[[str], str]:
    return lambda text: _no_longer(clean(text), LONGEST.get(field, LONGEST_OTHER))


def _address(text: str) -> str:
    lines = clean_lines(text)
    if lines.count("\n") >= MOST_LINES:
        raise ValueError(_("An address has at most %(most)s lines.") % {"most": MOST_LINES})
    return _no_longer(lines, LONGEST["address"])


def _email(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(_("Write the address like name@example.org.")) from None


def _site(text: str) -> str:
    text = _no_longer(clean(text), LONGEST["website"])
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or " " in text):
        raise ValueError(_("Write the whole address, beginning with https://"))
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise ValueError(_("Write the day like 2027-01-03.")) from None


def _zips(text: str, state: str | None) -> tuple[str, ...]:
    typed = text.replace(",", " ").split()
    read = {each: clean_zip(each) for each in typed}
    if unread := [each for each in typed if not read[each]]:
        raise ValueError(_("%(zip)s is no ZIP code: five digits, such as 07102.") % {"zip": unread[0][:20]})
    found = sorted({zip_code for zip_code in read.values() if zip_code})
    if elsewhere := [each for each in found if state and not _is_in(each, state)]:
        raise ValueError(_("%(zip)s is in another state.") % {"zip": elsewhere[0]})
    if len(found) > MOST_ZIPS:
        raise ValueError(_("Write at most %(most)s ZIP codes.") % {"most": MOST_ZIPS})
    return tuple(found)


def _is_in(zip_code: str, state: str) -> bool:
    return state in (states_of(zip_code) if find_zip(zip_code) else {state_of(zip_code)})


def _place_is_missing(kind: str) -> str:
    sentences = {
        "mayor": _("Write the name of the city."),
        "education_agency": _("Write the name of the agency."),
        "school_district": _("Write the name of the school district."),
    }
    return sentences[kind]


def _no_longer(text: str, most: int) -> str:
    if len(text) > most:
        sentence = _("That is %(count)s characters; there is room for %(most)s.")
        raise ValueError(sentence % {"count": len(text), "most": most})
    return text


READERS: dict[str, Callable[[str], str]] = {
    "member": _member,
    "address": _address,
    "email": _email,
    "website": _site,
    "contact_form": _site,
    "term_end": _day,
}
