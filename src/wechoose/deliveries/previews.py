"""Previews: what an order would make, and the letter as one official would get it."""

from collections.abc import Sequence

import msgspec

from wechoose.approvals.setting import is_second_needed
from wechoose.base.database import Connection
from wechoose.base.words import _, speaking
from wechoose.deliveries.drafts import Draft, needs_second
from wechoose.deliveries.estimates import Estimate, estimate
from wechoose.deliveries.letters import Facts, Filled, LetterText, empty_fields, fill
from wechoose.deliveries.naming import named
from wechoose.demands.demands import all_demands
from wechoose.officials.addressing import office, titled
from wechoose.officials.constituency import constituency
from wechoose.officials.officials import Official


class Line(msgspec.Struct, frozen=True):
    """What one official would get, and what to look at before it is sent to them."""

    official_id: int
    name: str
    office: str
    estimate: Estimate
    has_address: bool
    is_term_over: bool
    has_zips: bool


class Preview(msgspec.Struct, frozen=True):
    """`empty` are fields of the letter that say nothing to the official it is shown for."""

    lines: list[Line]
    nation: int
    is_waiting: bool
    shown: Official
    facts: Facts
    letter: Filled
    empty: list[str]

    @property
    def empty_words(self) -> str:
        return " ".join("{" + name + "}" for name in self.empty)

    @property
    def is_anybody_unassigned(self) -> bool:
        return any(line.estimate.unassigned for line in self.lines)

    @property
    def flagged(self) -> list[tuple[str, list[str]]]:
        """What to look at before anything is sent: a sentence, and whom it is about."""
        flags = (
            (_("Without an address, so the letter has only the name:"), lambda line: not line.has_address),
            (_("The term on file is over; somebody else may be in office:"), lambda line: line.is_term_over),
            (
                _("Nobody has said which ZIP codes are theirs, so they would get nothing:"),
                lambda line: not line.has_zips,
            ),
            (_("They would get no signature at all:"), lambda line: not line.estimate.new),
        )
        found = ((words, [line.name for line in self.lines if is_so(line)]) for words, is_so in flags)
        return [(words, names) for words, names in found if names]


async def look(
    db: Connection, draft: Draft, officials: Sequence[Official], shown: str, campaign: str
) -> Preview:
    """An order that was checked, to these officials; its letter for the one with the number `shown`, else the first."""
    with speaking(draft.language):
        demands = [each for each in await all_demands(db) if each.slug in draft.demands]
    ids = [each.demand_id for each in demands]
    counted = await estimate(db, ids, officials, draft.cutoff, since_last=draft.since_last)
    chosen = next((each for each in officials if str(each.official_id) == shown), officials[0])
    theirs = counted.officials[chosen.official_id]
    text = LetterText(draft.language, draft.subject, draft.body, draft.closing)
    with speaking(draft.language):
        facts = Facts(
            named=named(chosen),
            demands=tuple(each.title for each in demands),
            campaign=campaign,
            day=draft.cutoff.date(),
            count_here=theirs.here,
            count_nation=counted.nation,
            count_new=theirs.new,
            unassigned=theirs.unassigned,
        )
    return Preview(
        [_line(each, counted.officials[each.official_id]) for each in officials],
        counted.nation,
        needs_second(officials) and await is_second_needed(db),
        chosen,
        facts,
        fill(text, facts),
        empty_fields(text, facts),
    )


def _line(official: Official, theirs: Estimate) -> Line:
    return Line(
        official.official_id,
        titled(official),
        office(official),
        theirs,
        has_address=bool(official.address),
        is_term_over=official.is_term_over,
        has_zips=constituency(official).reach != "zips" or bool(official.zips),
    )
