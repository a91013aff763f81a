"""Kinds of officials, in the order in which they are listed."""

from collections.abc import Callable

import msgspec

from wechoose.base.words import _


class Kind(msgspec.Struct, frozen=True):
    """`reach` is whose signatures they are handed: those of the nation, their state, their district, or named ZIPs."""

    reach: str
    words: Callable[[], str]

    @property
    def has_state(self) -> bool:
        return self.reach != "nation"

    @property
    def has_zips(self) -> bool:
        return self.reach == "zips"


KINDS = {
    "president": Kind("nation", lambda: _("President")),
    "vice_president": Kind("nation", lambda: _("Vice President")),
    "secretary": Kind("nation", lambda: _("Secretary of Education")),
    "senator": Kind("state", lambda: _("Senators")),
    "representative": Kind("district", lambda: _("Representatives")),
    "governor": Kind("state", lambda: _("Governors")),
    "education_agency": Kind("state", lambda: _("State education agencies")),
    "mayor": Kind("zips", lambda: _("Mayors")),
    "school_district": Kind("zips", lambda: _("School districts")),
}
