"""Reached: the officials that a delivery came to, counted by office, in words such as "100 senators and 1 governor"."""

from collections import Counter
from collections.abc import Callable, Iterable

from babel.lists import format_list

from wechoose.base.templates import number
from wechoose.base.words import _, locale, ngettext
from wechoose.officials.kinds import KINDS

COUNTED: dict[str, Callable[[int], str]] = {
    "president": lambda n: ngettext("the President", "%(count)s Presidents", n),
    "vice_president": lambda n: ngettext("the Vice President", "%(count)s Vice Presidents", n),
    "secretary": lambda n: ngettext("the Secretary of Education", "%(count)s Secretaries of Education", n),
    "senator": lambda n: ngettext("%(count)s senator", "%(count)s senators", n),
    "representative": lambda n: ngettext("%(count)s representative", "%(count)s representatives", n),
    "governor": lambda n: ngettext("%(count)s governor", "%(count)s governors", n),
    "education_agency": lambda n: ngettext(
        "%(count)s state education agency", "%(count)s state education agencies", n
    ),
    "mayor": lambda n: ngettext("%(count)s mayor", "%(count)s mayors", n),
    "school_district": lambda n: ngettext("%(count)s school district", "%(count)s school districts", n),
}


def in_words(kinds: Iterable[str]) -> str:
    """Kinds of officials, one for each of them."""
    counted = Counter(kinds)
    parts = [
        COUNTED[kind](counted[kind]) % {"count": number(counted[kind])} for kind in KINDS if counted[kind]
    ]
    return format_list(parts, locale=locale()) if parts else _("nobody yet")
