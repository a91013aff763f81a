"""Naming: the words by which a letter speaks of an official and of those who live there, in its own language."""

from collections.abc import Callable

import msgspec

from wechoose.base.words import _
from wechoose.officials.addressing import office, salutation, state_name, titled
from wechoose.officials.constituency import constituency
from wechoose.officials.officials import Official


class Named(msgspec.Struct, frozen=True):
    """`title` is the office; `district` its number, "" where there is none; `constituency` follows "in" or "from"."""

    salutation: str
    official: str
    title: str
    state: str
    district: str
    constituency: str


def named(official: Official) -> Named:
    """In the present language."""
    return Named(
        salutation=salutation(official),
        official=titled(official),
        title=office(official),
        state=state_name(official) or the_nation(),
        district=str(official.district) if official.district else "",
        constituency=constituency_name(official),
    )


def constituency_name(official: Official) -> str:
    """As in "who live in New Jersey", or in district 7 of it."""
    reach = constituency(official).reach
    state = _state_in_a_sentence(official)
    if reach == "nation":
        return the_nation()
    if reach == "district" and official.district:
        return _("district %(district)s of %(state)s") % {"district": official.district, "state": state}
    if reach == "zips" and official.place:
        return _("%(place)s, %(state)s") % {"place": official.place, "state": state_name(official)}
    return state


def the_nation() -> str:
    return _("the United States")


# Names that take an article where they stand in a sentence; the others are said as they are.
WITH_ARTICLE: dict[str, Callable[[], str]] = {
    "DC": lambda: _("the District of Columbia"),
    "VI": lambda: _("the U.S. Virgin Islands"),
    "MP": lambda: _("the Northern Mariana Islands"),
    "FM": lambda: _("the Federated States of Micronesia"),
    "MH": lambda: _("the Marshall Islands"),
}


def _state_in_a_sentence(official: Official) -> str:
    said = WITH_ARTICLE.get(official.state or "")
    return said() if said else state_name(official)
