"""Tallies read: what is verified, by demand, state and channel, as one snapshot."""

from collections import defaultdict
from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("counts/tallies")

# Verified pledges by act and state.
ActStates = dict[str, dict[str, int]]

CHANNELS = ("web", "widget", "paper", "api")


class DemandCounts(msgspec.Struct, frozen=True):
    """The counts of one demand; states and channels each add up to `verified`. Named as in the public contract.

    Only a pledge counts by act, and as a signer may choose several, these add up to more.
    """

    demand: str
    verified: int
    goal: int
    states: dict[str, int]
    channels: dict[str, int]
    acts: dict[str, int] | msgspec.UnsetType = msgspec.UNSET


class CampaignCounts(msgspec.Struct, frozen=True):
    """The counts of all demands together; `demands` and `states` each add up to `verified`."""

    verified: int
    demands: dict[str, int]
    states: dict[str, int]


class Snapshot(msgspec.Struct, frozen=True):
    """`sees` names the transactions whose changes are in it; `acts` are those of pledges by slug, code and state."""

    as_of: datetime
    sees: str
    demands: dict[str, DemandCounts]
    campaign: CampaignCounts
    acts: dict[str, ActStates] = {}


async def take_snapshot(db: Connection, before: Snapshot | None = None) -> Snapshot:
    """What is counted now; where nothing has been committed since, that is what was `before`, dated anew."""
    as_of = clock.now()
    sees = await sql.sees(db)
    if before and before.sees == sees:
        return msgspec.structs.replace(before, as_of=as_of)
    demands = await sql.demands(db)
    tallies: dict[int, list] = defaultdict(list)
    for row in await sql.sums(db):
        tallies[row["demand_id"]].append(row)
    acts = await _acts(db) if any(row["kind"] == "pledge" for row in demands) else {}
    counts = {
        row["slug"]: _demand(row["slug"], row["goal"], tallies[row["demand_id"]], acts.get(row["slug"]))
        for row in demands
    }
    return Snapshot(as_of, sees, counts, _campaign(list(counts.values())), acts)


async def _acts(db: Connection) -> dict[str, ActStates]:
    """Of every pledge each act it asks for, also those that nobody promised yet."""
    acts: dict[str, ActStates] = defaultdict(dict)
    for row in await sql.act_sums(db):
        states = acts[row["slug"]].setdefault(row["code"], {})
        if row["verified"]:
            states[row["state"]] = row["verified"]
    return dict(acts)


def _demand(slug: str, goal: int, rows: list, acts: ActStates | None) -> DemandCounts:
    states: dict[str, int] = defaultdict(int)
    channels: dict[str, int] = dict.fromkeys(CHANNELS, 0)
    for row in rows:
        states[row["state"]] += row["verified"]
        channels[row["channel"]] += row["verified"]
    return DemandCounts(
        slug,
        sum(channels.values()),
        goal,
        dict(sorted(states.items())),
        channels,
        msgspec.UNSET if acts is None else {code: sum(by_state.values()) for code, by_state in acts.items()},
    )


def _campaign(demands: list[DemandCounts]) -> CampaignCounts:
    states: dict[str, int] = defaultdict(int)
    for counts in demands:
        for state, verified in counts.states.items():
            states[state] += verified
    by_demand = {counts.demand: counts.verified for counts in demands}
    return CampaignCounts(sum(by_demand.values()), by_demand, dict(sorted(states.items())))
