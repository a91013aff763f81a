"""Letters to officials: templates with fields in braces, and what such a letter says to one official.

A template is paragraphs with an empty line between them; lines that begin with "- " are a list. What is filled in is
only ever said at the cut-off, in the letter's own language.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
from babel.lists import format_list

from wechoose.base import templates
from wechoose.base.words import _, locale, speaking
from wechoose.deliveries.naming import Named

FIELD = re.compile(r"\{([^{}]*)\}")
BULLET = "• "


class LetterText(msgspec.Struct, frozen=True):
    """What leaders write, in "en" or "es"; `closing` has lines, all may have fields."""

    language: str
    subject: str
    body: str
    closing: str


class Facts(msgspec.Struct, frozen=True):
    """What is so at the cut-off, for one official. Counts are of signatures on these demands together.

    `count_new` are those of `count_here` since the last delivery to this official. `unassigned` are those of the
    official's state of which nobody knows for certain whether they are from this constituency.
    """

    named: Named
    demands: tuple[str, ...]
    campaign: str
    day: date
    count_here: int
    count_nation: int
    count_new: int
    unassigned: int = 0


class Filled(msgspec.Struct, frozen=True):
    """A letter to one official, ready to be set: an item of a list is a paragraph that begins with a bullet."""

    subject: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]


def fill(text: LetterText, facts: Facts) -> Filled:
    """The letter for one official, from a text that was checked."""
    with speaking(text.language):

        def filled(piece: str) -> str:
            return FIELD.sub(lambda match: FIELDS[match[1].strip()](facts), piece)

        return Filled(
            " ".join(filled(text.subject).split()),
            tuple(filled(paragraph) for paragraph in _paragraphs(text.body)),
            tuple(filled(line.strip()) for line in text.closing.splitlines() if line.strip()),
        )


def fields_in(text: str) -> list[str]:
    """The names in its braces, known or not."""
    return [name.strip() for name in FIELD.findall(text)]


def is_fillable(text: LetterText) -> bool:
    """Whether it has no field that nobody knows; what else is wrong with it, a preview can show."""
    return _used(text) <= FIELDS.keys()


def empty_fields(text: LetterText, facts: Facts) -> list[str]:
    """Those that it uses and that say nothing for this official, such as the district of a governor."""
    with speaking(text.language):
        used = _used(text)
        return [name for name, value in FIELDS.items() if name in used and not value(facts)]


def _used(text: LetterText) -> set[str]:
    return set(fields_in(f"{text.subject}\n{text.body}\n{text.closing}"))


def _paragraphs(body: str) -> Iterator[str]:
    """Split before anything is filled in, so that no value can begin a paragraph of its own."""
    for block in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n")):
        gathered: list[str] = []
        for line in filter(None, map(str.strip, block.splitlines())):
            if line.startswith("- ") or not gathered:
                gathered.append(BULLET + line[2:].lstrip() if line.startswith("- ") else line)
            else:
                gathered[-1] += f" {line}"
        yield from gathered


def _quoted(facts: Facts) -> str:
    return format_list([_("“%(title)s”") % {"title": each} for each in facts.demands], locale=locale())


FIELDS: dict[str, Callable[[Facts], str]] = {
    "salutation": lambda facts: facts.named.salutation,
    "official": lambda facts: facts.named.official,
    "title": lambda facts: facts.named.title,
    "state": lambda facts: facts.named.state,
    "district": lambda facts: facts.named.district,
    "constituency": lambda facts: facts.named.constituency,
    "count_here": lambda facts: templates.number(facts.count_here),
    "count_nation": lambda facts: templates.number(facts.count_nation),
    "count_new": lambda facts: templates.number(facts.count_new),
    "unassigned": lambda facts: templates.number(facts.unassigned),
    "demand": lambda facts: "; ".join(facts.demands),
    "demands": _quoted,
    "date": lambda facts: templates.date(facts.day),
    "campaign": lambda facts: facts.campaign,
}


def explained() -> dict[str, str]:
    """What each field says, for who writes a letter."""
    return {
        "salutation": _("The greeting: Dear Senator Rivera:"),
        "official": _("Title and name: Senator Rivera"),
        "title": _("The office: Governor of New Jersey"),
        "state": _("The state's name; for the nation's officials, the United States"),
        "district": _("The number of the congressional district; empty for other offices"),
        "constituency": _("Whose official it is: New Jersey, or district 7 of New Jersey"),
        "count_here": _("Signatures from there"),
        "count_nation": _("Signatures from the whole country"),
        "count_new": _("Those from there since the last delivery to this official"),
        "unassigned": _("Signatures from the state whose district isn't certain"),
        "demand": _("The demand's title, as it stands; several with semicolons between them"),
        "demands": _("The demands' titles in quotation marks"),
        "date": _("The day of the cut-off, in words"),
        "campaign": _("The campaign's name"),
    }
