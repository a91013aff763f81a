"""Typed: an order for a delivery as it stands in the form, kept whole from press to press until it is placed."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from wechoose.base import clock, templates
from wechoose.base.words import _
from wechoose.deliveries.checking import typed_text
from wechoose.deliveries.chosen import pack, unpack
from wechoose.deliveries.letter_texts import Template
from wechoose.deliveries.letters import LetterText
from wechoose.web.forms import Form

# What stands in a field of its own, and is given back as it came.
VALUES = (
    *(
        "group",
        "group_state",
        "looked_for",
        "cutoff_day",
        "cutoff_time",
        "template",
        "language",
        "subject",
        "body",
    ),
    *("closing", "title", "reason", "shown"),
)
ORDER = ("demands", "officials", "cutoff", "language", "subject", "body", "closing", "title", "reason")
"""Where something can be wrong, in the order of the page."""


class Typed(msgspec.Struct, frozen=True):
    """`values` are those named in VALUES; `demands` are slugs, `chosen` numbers of officials."""

    values: dict[str, str]
    demands: tuple[str, ...]
    chosen: tuple[int, ...]
    since_last: bool

    @property
    def packed(self) -> str:
        return pack(self.chosen)

    def with_chosen(self, official_ids: Iterable[int]) -> "Typed":
        return msgspec.structs.replace(self, chosen=tuple(sorted(set(official_ids))))

    def with_values(self, **values: str) -> "Typed":
        return msgspec.structs.replace(self, values=self.values | values)

    def with_letter(self, template: Template) -> "Typed":
        return self.with_values(template=str(template.letter_id), **typed_text(template.text))

    def letter(self) -> LetterText:
        """As it is typed, unchecked."""
        return LetterText(*(self.values[name] for name in ("language", "subject", "body", "closing")))


def blank(template: Template) -> Typed:
    """What the form begins with: the present minute, and a letter."""
    now = clock.now()
    values = dict.fromkeys(VALUES, "") | {
        "cutoff_day": f"{now:%Y-%m-%d}",
        "cutoff_time": f"{now:%H:%M}",
        "title": _("Delivery of %(day)s") % {"day": templates.date(now)},
    }
    return Typed(values, (), (), since_last=False).with_letter(template)


def read_typed(form: Form) -> Typed:
    return Typed(
        {name: form[name] for name in VALUES},
        tuple(form.all("demands")),
        unpack(form["chosen"]),
        since_last=bool(form["since_last"]),
    )


def read_cutoff(typed: Typed, wrong: dict[str, str]) -> datetime:
    """The cut-off in UTC, now where none is typed; what is wrong with it is added to `wrong`."""
    now = clock.now().replace(second=0, microsecond=0)
    day, time = typed.values["cutoff_day"].strip(), typed.values["cutoff_time"].strip()
    if not day and not time:
        return now
    try:
        return datetime.strptime(f"{day} {time[:5] or '00:00'}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        wrong["cutoff"] = _("Write the day as 2027-01-31 and the time as 16:30.")
        return now
