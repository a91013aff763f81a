"""Addressing: how an official is named, greeted and written to, in the language of the letter.

Spanish titles say whether it is a man or a woman. Nobody guesses that: in Spanish the office is named instead.
"""

from collections.abc import Callable

from wechoose.base.words import SOURCE_LANGUAGE, _, language
from wechoose.officials.officials import Official
from wechoose.places.states import find_state

Words = Callable[[], str]

# By the title on file: how who bears it is named, and greeted.
TITLES: dict[str, tuple[Words, Words]] = {
    "President": (lambda: _("President %(name)s"), lambda: _("Dear President %(name)s:")),
    "Vice President": (lambda: _("Vice President %(name)s"), lambda: _("Dear Vice President %(name)s:")),
    "Secretary of Education": (lambda: _("Secretary %(name)s"), lambda: _("Dear Secretary %(name)s:")),
    "Senator": (lambda: _("Senator %(name)s"), lambda: _("Dear Senator %(name)s:")),
    "Representative": (lambda: _("Representative %(name)s"), lambda: _("Dear Representative %(name)s:")),
    "Delegate": (lambda: _("Delegate %(name)s"), lambda: _("Dear Delegate %(name)s:")),
    "Resident Commissioner": (
        lambda: _("Resident Commissioner %(name)s"),
        lambda: _("Dear Resident Commissioner %(name)s:"),
    ),
    "Governor": (lambda: _("Governor %(name)s"), lambda: _("Dear Governor %(name)s:")),
    "Mayor": (lambda: _("Mayor %(name)s"), lambda: _("Dear Mayor %(name)s:")),
    "Superintendent": (lambda: _("Superintendent %(name)s"), lambda: _("Dear Superintendent %(name)s:")),
}


def titled(official: Official) -> str:
    """As on an envelope: Senator Lisa Murkowski; an office without a name by what it is."""
    if not official.name:
        return office(official)
    if official.title in TITLES:
        return TITLES[official.title][0]() % {"name": official.name}
    return f"{official.name}, {official.title}" if official.title else official.name


def salutation(official: Official) -> str:
    """The first line of a letter: Dear Senator Murkowski:"""
    return official.salutation.get(language.get(), "") or _usual_salutation(official)


def usual_salutations(official: Official) -> dict[str, str]:
    """By language, what a letter says where no leader wrote anything else."""
    found = {}
    for code in official.salutation:
        spoken = language.set(code)
        found[code] = _usual_salutation(official)
        language.reset(spoken)
    return found


def _usual_salutation(official: Official) -> str:
    if official.name:
        greeting = TITLES[official.title][1]() if official.title in TITLES else _("Dear %(name)s:")
        return greeting % {"name": _greeted(official)}
    if official.kind == "school_district":
        return _("Dear Superintendent:")
    return _("Attention: %(office)s") % {"office": office(official)}


def office(official: Official) -> str:
    """Which office it is: Governor of New Jersey."""
    if official.kind == "representative":
        return _seat(official)
    if official.kind in ("education_agency", "school_district"):
        return official.place
    words = {"state": state_name(official), "place": official.place}
    return (OFFICES if official.name else UNNAMED)[_office_kind(official)]() % words


def address_lines(official: Official) -> tuple[str, ...]:
    """All that an envelope says: who, which office, where."""
    who = [titled(official), office(official), *official.address]
    return tuple(dict.fromkeys(line for line in who if line))


def state_name(official: Official) -> str:
    """ "" for an office of the nation."""
    state = find_state(official.state or "")
    return state.name if state else ""


OFFICES: dict[str, Words] = {
    "president": lambda: _("President of the United States"),
    "vice_president": lambda: _("Vice President of the United States"),
    "secretary": lambda: _("U.S. Department of Education"),
    "senator": lambda: _("United States Senate, %(state)s"),
    "governor": lambda: _("Governor of %(state)s"),
    "mayor_of_state": lambda: _("Mayor of %(state)s"),
    "mayor": lambda: _("Mayor of %(place)s, %(state)s"),
}

UNNAMED: dict[str, Words] = {
    "president": lambda: _("Office of the President of the United States"),
    "vice_president": lambda: _("Office of the Vice President of the United States"),
    "secretary": lambda: _("Office of the U.S. Secretary of Education"),
    "senator": lambda: _("Office of a U.S. Senator for %(state)s"),
    "governor": lambda: _("Office of the Governor of %(state)s"),
    "mayor_of_state": lambda: _("Office of the Mayor of %(state)s"),
    "mayor": lambda: _("Office of the Mayor of %(place)s, %(state)s"),
}


def _office_kind(official: Official) -> str:
    """The District of Columbia's mayor stands among the governors."""
    return "mayor_of_state" if official.kind == "governor" and official.title == "Mayor" else official.kind


def _seat(official: Official) -> str:
    words = {"state": state_name(official), "district": official.district}
    if not official.district:
        return _("U.S. House of Representatives, %(state)s") % words
    return _("U.S. House of Representatives, %(state)s, district %(district)s") % words


def _greeted(official: Official) -> str:
    """English greets by the family name; without a title in front, as in Spanish, it takes the whole one."""
    in_short = language.get() == SOURCE_LANGUAGE and official.title in TITLES
    return official.family_name or official.name if in_short else official.name
