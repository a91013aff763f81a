"""Drafts: what a leader wants delivered, checked before it becomes a delivery."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wechoose.audit.reasons import check_reason
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.words import _
from wechoose.deliveries.checking import check_line, check_text, raise_if
from wechoose.deliveries.letters import LetterText
from wechoose.demands.demands import Demand, all_demands
from wechoose.leaders.people import Leader
from wechoose.officials.officials import Official, find_officials

MOST_OFFICIALS = 1_000
LONGEST_TITLE = 200
FIELDS = ("title", "demands", "officials", "cutoff", "language", "subject", "body", "closing", "reason")


class Draft(msgspec.Struct, frozen=True):
    """`demands` are slugs; the cut-off has a time zone; subject, body and closing are the letter's."""

    title: str
    demands: tuple[str, ...]
    official_ids: tuple[int, ...]
    cutoff: datetime
    since_last: bool
    language: str
    subject: str
    body: str
    closing: str
    reason: str


class Checked(msgspec.Struct, frozen=True):
    """A draft that can be ordered: demands and officials in their usual orders, texts as they are kept."""

    title: str
    demands: list[Demand]
    officials: list[Official]
    text: LetterText
    reason: str


async def check(db: Connection, draft: Draft, leader: Leader | None = None) -> Checked:
    """Raises Invalid with a sentence for every field that is wrong: `title`, `demands`, `officials`, `cutoff` …

    Officials of states that the leader does not work in are not there for them.
    """
    wrong: dict[str, str] = {}
    demands = _check_demands(draft, await all_demands(db), wrong)
    officials = _check_officials(draft, await find_officials(db, draft.official_ids), leader, wrong)
    _check_cutoff(draft.cutoff, demands, wrong)
    typed = {name: getattr(draft, name) for name in ("language", "subject", "body", "closing")}
    checked = Checked(
        check_line("title", draft.title, LONGEST_TITLE, _("Give the delivery a title."), wrong),
        demands,
        officials,
        check_text(typed, wrong),
        check_reason(draft.reason, wrong, _("Say in a few words what the delivery is for.")),
    )
    raise_if(wrong, FIELDS)
    return checked


def needs_second(officials: Sequence[Official]) -> bool:
    """Whether a delivery to these officials waits for a second person: to more than one state, or to the nation's."""
    states = {official.state for official in officials}
    return None in states or len(states) > 1


def _check_demands(draft: Draft, known: list[Demand], wrong: dict[str, str]) -> list[Demand]:
    chosen = [demand for demand in known if demand.slug in draft.demands]
    if not draft.demands:
        wrong["demands"] = _("Choose at least one demand.")
    elif len(chosen) != len(set(draft.demands)):
        wrong["demands"] = _("One of these demands is not there any more; choose again.")
    return chosen


def _check_officials(
    draft: Draft, found: list[Official], leader: Leader | None, wrong: dict[str, str]
) -> list[Official]:
    there = [each for each in found if each.is_offered and (leader is None or leader.covers(each.state))]
    if not draft.official_ids:
        wrong["officials"] = _("Choose at least one official.")
    elif len(there) != len(set(draft.official_ids)):
        wrong["officials"] = _("One of these officials is not there any more; choose again.")
    elif len(there) > MOST_OFFICIALS:
        sentence = _("Choose at most %(most)s officials at a time.")
        wrong["officials"] = sentence % {"most": MOST_OFFICIALS}
    return there


def _check_cutoff(cutoff: datetime, demands: list[Demand], wrong: dict[str, str]) -> None:
    if cutoff > clock.now():
        wrong["cutoff"] = _(
            "The cut-off can't be in the future: nobody knows yet who will have signed by then."
        )
    elif any(cutoff < demand.opened_at for demand in demands):
        wrong["cutoff"] = _(
            "The cut-off lies before one of these demands was opened, so nobody had signed it."
        )
