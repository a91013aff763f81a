"""Gathering: the rows of a delivery are fixed once, in one snapshot, and everything it says is counted from it.

Listed is who had verified by the cut-off and still stands at this moment: who took a signature back in between was
counted at the cut-off, but is not handed over any more. Both numbers are kept, and both are told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from wechoose.audit import chain
from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import add_chunks, forget_chunks
from wechoose.deliveries.deliveries import Delivery, Packet
from wechoose.deliveries.leases import SETTLED, Lease
from wechoose.deliveries.numbers import Counts, DemandNumbers, rows_known
from wechoose.deliveries.spooling import Spooling, needed_districts, needed_states

sql = queries("deliveries/gather")

BATCH = 1_000
# Ten million rows take the database a minute to sort.
PATIENCE_SECONDS = 900.0
# Chunks of one transaction, some megabyte.
CHUNKS = 16


async def gather(lease: Lease, seals: Seals, delivery: Delivery, packets: Sequence[Packet]) -> None:
    """From the beginning, whatever an attempt that broke off has left."""
    async with lease.transaction() as db:
        await forget_chunks(db, delivery.delivery_id)
    async with lease.database.transaction(read_only=True) as snapshot:
        await sql.sort_in_memory(snapshot)
        anchor = await chain.head(snapshot)
        # Not later than the snapshot, so that whatever changes from now on is not in it.
        at = clock.now()
        since = await _since(snapshot, delivery)
        counts = await _count(lease, seals, snapshot, delivery, packets, _first(since))
    async with lease.transaction() as db:
        await sql.note_since(db, delivery_id=delivery.delivery_id, **_columns(since))
        await sql.note_rows(db, delivery_id=delivery.delivery_id, **_rows(counts, packets, since))
        await sql.note_gathered(
            db,
            delivery_id=delivery.delivery_id,
            at=at,
            counts=msgspec.json.encode(counts).decode(),
            anchor=msgspec.json.encode(anchor).decode(),
        )


async def _count(
    lease: Lease,
    seals: Seals,
    snapshot: Connection,
    delivery: Delivery,
    packets: Sequence[Packet],
    moved_after: datetime | None,
) -> Counts:
    """Spool the rows of each demand, and count them."""
    demands = await sql.demands(snapshot, demand_ids=list(delivery.demand_ids), language=delivery.language)
    found = await _totals(snapshot, delivery)
    districts, numbers = needed_districts(packets), []
    for row in demands:
        spooling = Spooling(seals, delivery.delivery_id, row["demand_id"], districts)
        wanted = {"states": needed_states(packets), "moved_after": moved_after}
        await _spool(lease, snapshot, spooling, delivery, wanted)
        numbers.append(_numbers(row, found[row["demand_id"]], spooling))
    return Counts(await sql.campaign(snapshot, language=delivery.language) or "", tuple(numbers))


async def _totals(snapshot: Connection, delivery: Delivery) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    cursor = await sql.counts(snapshot, demand_ids=list(delivery.demand_ids), cutoff=delivery.cutoff)
    while rows := await cursor.fetch(BATCH, timeout=PATIENCE_SECONDS):
        for row in rows:
            found[row["demand_id"]].append(row)
    return found


async def _spool(
    lease: Lease, snapshot: Connection, spooling: Spooling, delivery: Delivery, wanted: dict[str, object]
) -> None:
    cursor = await sql.verified_rows(snapshot, demand_id=spooling.demand_id, cutoff=delivery.cutoff, **wanted)
    while rows := await cursor.fetch(BATCH, timeout=PATIENCE_SECONDS):
        spooling.add(rows)
        if len(spooling.full) >= CHUNKS:
            await _keep(lease, spooling)
    spooling.end()
    await _keep(lease, spooling)


async def _keep(lease: Lease, spooling: Spooling) -> None:
    async with lease.transaction() as db:
        await add_chunks(db, spooling.take())


async def _since(snapshot: Connection, delivery: Delivery) -> list[Row]:
    """What reached an official is delivered; what was made and never sent is not, or its names would be lost."""
    if not delivery.since_last:
        return []
    return await sql.last_before(
        snapshot,
        delivery_id=delivery.delivery_id,
        demand_ids=list(delivery.demand_ids),
        cutoff=delivery.cutoff,
    )


def _numbers(demand: Row, found: list[Row], spooling: Spooling) -> DemandNumbers:
    gone: dict[str, dict[str, int]] = defaultdict(dict)
    for row in found:
        if row["zip"] is not None:
            gone[row["state"]][row["zip"]] = row["number"]
    states = {row["state"]: row["number"] for row in found if row["zip"] is None}
    districts = {state: dict(sorted(numbers.items())) for state, numbers in spooling.districts.items()}
    return DemandNumbers(**demand, states=states, districts=districts, gone=dict(gone))


def _columns(since: list[Row]) -> dict[str, list]:
    """A change that was on its way when the other snapshot was taken is dated before it."""
    return {
        "official_ids": [row["official_id"] for row in since],
        "since": [row["since"] for row in since],
        "since_gathered": [row["since_gathered"] - SETTLED for row in since],
    }


def _first(since: list[Row]) -> datetime | None:
    """Who moved before the earliest of the last deliveries was listed where they live."""
    return min(_columns(since)["since_gathered"], default=None)


def _rows(counts: Counts, packets: Sequence[Packet], since: list[Row]) -> dict[str, list[int]]:
    """Of the packets whose rows are known without looking at each."""
    others = {row["official_id"] for row in since}
    known = {
        packet.official_id: sum(rows_known(demand, packet.addressee) for demand in counts.demands)
        for packet in packets
        if packet.official_id not in others and packet.addressee.reach != "zips"
    }
    return {"official_ids": list(known), "rows": list(known.values())}
