"""Kinds of officials, in the order in which they are listed."""

from collections.abc import Callable

import msgspec

from wechoose.base.words import _


class Kind(msgspec.Struct, frozen=True):
    """`reach` is whose signatures they are handed: those of the nation, their state, their district, or named ZIPs.

    `title` is what most of them bear; `has_place` where the office is a city's, an agency's or a school district's.
    """

    reach: str
    title: str
    words: Callable[[], str]
    has_place: bool = False

    @property
    def has_state(self) -> bool:
        return self.reach != "nation"

    @property
    def has_zips(self) -> bool:
        return self.reach == "zips"


KINDS = {
    "president": Kind("nation", "President", lambda: _("President")),
    "vice_president": Kind("nation", "Vice President", lambda: _("Vice President")),
    "secretary": Kind("nation", "Secretary of Education", lambda: _("Secretary of Education")),
    "senator": Kind("state", "Senator", lambda: _("Senator")),
    "representative": Kind("district", "Representative", lambda: _("Representative")),
    "governor": Kind("state", "Governor", lambda: _("Governor")),
    "education_agency": Kind("state", "", lambda: _("State education agency"), has_place=True),
    "mayor": Kind("zips", "Mayor", lambda: _("Mayor"), has_place=True),
    "school_district": Kind("zips", "Superintendent", lambda: _("School district"), has_place=True),
}
