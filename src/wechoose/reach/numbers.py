"""Numbers: what one partner brought, exactly: people, signatures, where, when, by which way and source.

What is confirmed counts at once: only the mailbox's owner moves that. What is not comes from arrivals, which are the
same for whoever had signed before another way, and counts from the next UTC day on, so that a partner can't sign with
somebody's address and see whether its own widget had brought them. A source of a few is not named: with one for each
of its members, a partner would learn which of them signed.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.reach.coalition import midnight

sql = queries("reach/numbers")

CHANNELS = ("widget", "web", "api", "paper")
MOST_SOURCES = 10
# Of confirmed people. Anybody can type an address, but not press the button in its mail.
FEW = 5


class Part(msgspec.Struct, frozen=True):
    """`all` people or signatures, and how many of them are `confirmed`; the same of the `recent` ones alone, which came
    lately, and confirmed since.

    Only of those is there an honest rate: who does not confirm is forgotten after a while, so that of the older ones
    nobody but the confirmed are left.
    """

    all: int = 0
    confirmed: int = 0
    recent: int = 0
    recent_confirmed: int = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(*(mine + its for mine, its in zip(_values(self), _values(other), strict=True)))

    @property
    def rate(self) -> float | None:
        """The part of the recent ones that confirmed; None where there are none."""
        return self.recent_confirmed / self.recent if self.recent else None


class Numbers(msgspec.Struct, frozen=True):
    """`people` may sign several demands, each once; `demands` are signatures by the demand's number, `days` UTC days
    with what was verified on them and still counts; `no_source` came without a source, `sources` are the best ones
    of `all_sources` that are named."""

    as_of: datetime
    people: Part
    signatures: Part
    demands: dict[int, Part]
    states: dict[str, int]
    channels: dict[str, Part]
    days: dict[date, int]
    no_source: Part
    sources: list[tuple[str, Part]]
    all_sources: int


async def read_numbers(db: Connection, partner_id: int, since: datetime) -> Numbers:
    """All numbers of one partner; a rate is of those who came `since` then, and before today."""
    window = {"since": since, "until": midnight()}
    people = await sql.people_by_source(db, partner_id=partner_id, **window, few=FEW)
    rows = await sql.signatures_by_demand(db, partner_id=partner_id, **window)
    states = await sql.verified_by_state(db, partner_id=partner_id)
    by_demand, by_channel = _parts(rows, "demand_id"), _parts(rows, "channel")
    named = [(row["source"], _people(row)) for row in people if row["source"] is not None]
    return Numbers(
        as_of=clock.now(),
        people=next(_people(row) for row in people if row["is_all"]),
        signatures=sum(by_channel.values(), Part()),
        demands=by_demand,
        states={row["state"]: row["verified"] for row in states},
        channels={each: by_channel[each] for each in CHANNELS if each in by_channel},
        days=_days(rows),
        no_source=sum((_people(row) for row in people if _has_no_source(row)), Part()),
        sources=named[:MOST_SOURCES],
        all_sources=max((row["sources"] for row in people), default=0),
    )


def _people(row: Row) -> Part:
    return Part(row["people"], row["confirmed"], row["recent"], row["recent_confirmed"])


def _has_no_source(row: Row) -> bool:
    return not row["is_all"] and row["source"] is None


def _parts(rows: Sequence[Row], column: str) -> dict:
    parts: dict = {}
    for row in rows:
        is_in = row["verified_on"] is not None
        part = Part(
            row["signatures"],
            row["signatures"] if is_in else 0,
            row["recent"],
            row["recent_confirmed"],
        )
        parts[row[column]] = parts.get(row[column], Part()) + part
    return parts


def _days(rows: Sequence[Row]) -> dict[date, int]:
    days: Counter[date] = Counter()
    for row in rows:
        if row["verified_on"] is not None:
            days[row["verified_on"]] += row["signatures"]
    return dict(sorted(days.items()))


def _values(part: Part) -> tuple[int, ...]:
    return msgspec.structs.astuple(part)
