"""Tallies: verified signatures counted, in the transaction that changes them and nowhere else."""

from collections import Counter

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("signing/tallies")


class Slot(msgspec.Struct, frozen=True, order=True):
    """One row of the tallies; partner_id is 0 where no partner brought the signature."""

    bucket: int
    demand_id: int
    state: str
    partner_id: int
    channel: str


async def change_tallies(db: Connection, changes: Counter[Slot]) -> None:
    # In order, so that two transactions that change the same slots wait for each other and never in a circle.
    more = sorted(slot for slot, by in changes.items() if by > 0)
    fewer = sorted(slot for slot, by in changes.items() if by < 0)
    if more:
        await sql.add_to_tallies(db, changes=[changes[slot] for slot in more], **_columns(more))
    # Taken away by its own statement: a new row with a negative number would break the table's rule before it could
    # be found to be an old row.
    for slot in fewer:
        await sql.take_from_tally(db, change=-changes[slot], **msgspec.structs.asdict(slot))


def _columns(slots: list[Slot]) -> dict[str, list]:
    return {
        "buckets": [slot.bucket for slot in slots],
        "demand_ids": [slot.demand_id for slot in slots],
        "states": [slot.state for slot in slots],
        "partner_ids": [slot.partner_id for slot in slots],
        "channels": [slot.channel for slot in slots],
    }
