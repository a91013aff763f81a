"""Spread: how a demand went from one to the next: by day, by which way, by source and by partner."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.reach.numbers import CHANNELS, Part

sql = queries("reach/spread")


class Spread(msgspec.Struct, frozen=True):
    """Signatures of one demand; `partners` by the partner's number, None for those that no partner brought, `days` UTC
    days with what was verified on them and still counts, `sources` the best ones of `all_sources`.

    `by_friends` are people who came through a supporter's own link, to whatever they signed: of which demand it was, or
    whose, nothing is known any more.
    """

    as_of: datetime
    signatures: Part
    channels: dict[str, Part]
    partners: dict[int | None, Part]
    days: dict[date, int]
    no_source: Part
    sources: list[tuple[str, Part]]
    all_sources: int
    by_friends: int


async def read_spread(db: Connection, demand_id: int, since: datetime) -> Spread:
    """A rate is of those who signed `since` then."""
    await sql.let_count_in_memory(db)
    rows = await sql.counted(db, demand_id=demand_id, since=since)
    channels, sources = _parts(rows, "channel"), _parts(rows, "source")
    days = {row["verified_on"]: row["confirmed"] for row in rows if row["kind"] == "day" and row["confirmed"]}
    return Spread(
        as_of=clock.now(),
        signatures=sum(channels.values(), Part()),
        channels={each: channels[each] for each in CHANNELS if each in channels},
        partners=_parts(rows, "partner", "partner_id"),
        days=dict(sorted(days.items())),
        no_source=sources.pop(None, Part()),
        sources=list(sources.items()),
        all_sources=max((row["sources"] for row in rows), default=0),
        by_friends=await sql.came_by_friends(db),
    )


def _parts(rows: Sequence[Row], kind: str, column: str = "") -> dict[Any, Part]:
    return {
        row[column or kind]: Part(row["signatures"], row["confirmed"], row["recent"], row["recent_confirmed"])
        for row in rows
        if row["kind"] == kind
    }
