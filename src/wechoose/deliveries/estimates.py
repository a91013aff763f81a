"""Estimates: what each official would get if the rows were fixed now, counted for the form that orders a delivery."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.officials.constituency import constituency
from wechoose.officials.officials import Official
from wechoose.places.districts import district_of

sql = queries("deliveries/estimates")

# Each further "since" is a further look at all signatures.
MOST_LOOKS = 5


class Estimate(msgspec.Struct, frozen=True):
    """Signatures from the constituency, those of them that are `new`, and those of its state in no certain district.

    `since` is the cut-off of the last delivery that reached this official, None for none. Where there were too many of
    those, `is_about` says that new ones were not counted.
    """

    here: int
    new: int
    unassigned: int
    since: datetime | None
    is_about: bool


class Estimates(msgspec.Struct, frozen=True):
    nation: int
    officials: dict[int, Estimate]


class Tally(msgspec.Struct, frozen=True):
    """Signatures on some demands at a cut-off: all, by state, by state and certain district, by state and ZIP."""

    states: Mapping[str, int]
    districts: Mapping[tuple[str, int | None], int]
    zips: Mapping[tuple[str, str], int]

    def of(self, official: Official) -> int:
        there = constituency(official)
        if there.reach == "nation":
            return sum(self.states.values())
        if there.reach == "zips":
            return sum(self.zips.get((official.state or "", zip_code), 0) for zip_code in there.zips)
        if there.reach == "district":
            return self.districts.get((official.state or "", official.district), 0)
        return self.states.get(official.state or "", 0)


async def estimate(
    db: Connection,
    demand_ids: Sequence[int],
    officials: Sequence[Official],
    cutoff: datetime,
    *,
    since_last: bool,
) -> Estimates:
    all_of_it = await _count(db, demand_ids, officials, cutoff)
    last = await _last(db, demand_ids, officials, cutoff) if since_last else {}
    looks = sorted(set(last.values()))
    newer = {
        since: await _count(db, demand_ids, officials, cutoff, since)
        for since in (looks if len(looks) <= MOST_LOOKS else [])
    }

    def of(official: Official) -> Estimate:
        since, here = last.get(official.official_id), all_of_it.of(official)
        new = newer[since].of(official) if since and since in newer else here
        is_unsure = constituency(official).reach == "district"
        unassigned = all_of_it.districts.get((official.state or "", None), 0) if is_unsure else 0
        return Estimate(here, new, unassigned, since, is_about=since is not None and since not in newer)

    return Estimates(sum(all_of_it.states.values()), {each.official_id: of(each) for each in officials})


async def _count(
    db: Connection,
    demand_ids: Sequence[int],
    officials: Sequence[Official],
    cutoff: datetime,
    since: datetime | None = None,
) -> Tally:
    """ZIP codes only of states where they decide anything."""
    asked = {"demand_ids": list(demand_ids), "cutoff": cutoff, "since": since}
    states = {row["state"]: row["signatures"] for row in await sql.by_state(db, **asked)}
    finer = {each.state for each in officials if constituency(each).reach in ("district", "zips")}
    rows = await sql.by_zip(db, states=sorted(filter(None, finer)), **asked) if finer else []
    zips = {(row["state"], row["zip"]): row["signatures"] for row in rows}
    # 0.13 s for all ZIP codes of the country, in which others want to be answered.
    return Tally(states, await asyncio.to_thread(_by_district, zips), zips)


def _by_district(zips: Mapping[tuple[str, str], int]) -> dict[tuple[str, int | None], int]:
    districts: dict[tuple[str, int | None], int] = defaultdict(int)
    for (state, zip_code), signatures in zips.items():
        districts[state, district_of(state, zip_code or None)] += signatures
    return districts


async def _last(
    db: Connection, demand_ids: Sequence[int], officials: Sequence[Official], cutoff: datetime
) -> dict[int, datetime]:
    """By official."""
    ids = [each.official_id for each in officials]
    rows = await sql.last_before(db, official_ids=ids, demand_ids=list(demand_ids), cutoff=cutoff)
    return {row["official_id"]: row["since"] for row in rows}
