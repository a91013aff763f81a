"""Tallies: what is verified in each bucket, by demand, state and channel."""

from collections import Counter

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("signing/tallies")


class Slot(msgspec.Struct, frozen=True, order=True):
    """One row of the tallies."""

    bucket: int
    demand_id: int
    state: str
    channel: str


async def add_tallies(db: Connection, verified: Counter[Slot]) -> None:
    """Count a crowd that moves in verified; what happens to a signature later counts itself (see `change_status`)."""
    # In order, so that two transactions that change the same slots wait for each other and never in a circle.
    slots = sorted(verified)
    if slots:
        await sql.add_to_tallies(db, changes=[verified[slot] for slot in slots], **_columns(slots))


def _columns(slots: list[Slot]) -> dict[str, list]:
    return {
        "buckets": [slot.bucket for slot in slots],
        "demand_ids": [slot.demand_id for slot in slots],
        "states": [slot.state for slot in slots],
        "channels": [slot.channel for slot in slots],
    }
