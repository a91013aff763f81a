"""Deliveries and their packets, as they stand: `ordering.py` changes them, `workshop.py` has them built."""

from datetime import date, datetime

import msgspec

from wechoose.audit.chain import Head
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.deliveries.addressees import Addressee
from wechoose.deliveries.chunks import File
from wechoose.deliveries.numbers import Counts
from wechoose.leaders.people import Leader

sql = queries("deliveries/deliveries")


class Delivery(msgspec.Struct, frozen=True):
    """`status`: asked, queued, building, ready, closed, cancelled, refused or failed; `trouble` is what failed, a code.

    `counts` and `anchor` are there once the rows are gathered.
    """

    delivery_id: int
    code: str
    title: str
    status: str
    demand_ids: tuple[int, ...]
    cutoff: datetime
    since_last: bool
    language: str
    subject: str
    body: str
    closing: str
    approval_id: int | None
    asked_by: int | None
    asked_at: datetime
    reason: str
    status_at: datetime
    gathered_at: datetime | None
    counts: Counts | None
    anchor: Head | None
    attempts: int
    trouble: str
    files_until: date | None
    closed_at: datetime | None
    packets: int
    packets_ready: int
    rows: int
    rows_done: int


class Packet(msgspec.Struct, frozen=True):
    """What one official gets. `since`: only what was verified after it is listed (and what stands again since)."""

    delivery_id: int
    official_id: int
    position: int
    status: str
    addressee: Addressee
    since: datetime | None
    since_gathered: datetime | None
    rows: int | None
    done: int
    files: tuple[File, ...]
    manifest: bytes | None
    signature: bytes | None
    ready_at: datetime | None
    sent_at: datetime | None
    handed_at: datetime | None
    answered_at: datetime | None


async def find_delivery(db: Connection, code: str) -> Delivery:
    """Raises NotFound, also for what no code can look like."""
    is_code = code.isascii() and code.isalnum()
    return _only(await sql.find_deliveries(db, code=code, delivery_id=None) if is_code else [])


async def by_number(db: Connection, delivery_id: int) -> Delivery:
    return _only(await sql.find_deliveries(db, code=None, delivery_id=delivery_id))


def _only(found: list[Row]) -> Delivery:
    if not found:
        raise NotFound(_("There is no delivery at this address."))
    return _delivery(found[0])


async def all_deliveries(db: Connection, leader: Leader | None = None) -> list[Delivery]:
    """The latest first: those all of whose packets are for states that this leader works in."""
    states = list(leader.states) if leader else []
    return [_delivery(row) for row in await sql.all_deliveries(db, states=states)]


async def is_within(db: Connection, delivery: Delivery, leader: Leader) -> bool:
    """Whether all its packets are for states that this leader works in."""
    return not leader.states or await sql.is_within(
        db, delivery_id=delivery.delivery_id, states=list(leader.states)
    )


async def packets_of(db: Connection, delivery_id: int) -> list[Packet]:
    """In the order in which they are made: by office, state, district and name."""
    return [_packet(row) for row in await sql.packets_of(db, delivery_id=delivery_id, official_id=None)]


async def find_packet(db: Connection, delivery_id: int, official_id: int) -> Packet:
    found = await sql.packets_of(db, delivery_id=delivery_id, official_id=official_id)
    if not found:
        raise NotFound(_("There is no packet at this address."))
    return _packet(found[0])


def progress(delivery: Delivery) -> float:
    """From 0 to 1, by packets and by rows: the letters of small packets take their time, too."""
    if delivery.status in ("ready", "closed"):
        return 1.0
    parts = [delivery.packets_ready / max(1, delivery.packets)]
    if delivery.rows:
        parts.append(delivery.rows_done / delivery.rows)
    return min(sum(parts) / len(parts), 0.999)


def _delivery(row: Row) -> Delivery:
    return msgspec.convert(
        {**row, "counts": _json(row["counts"]), "anchor": _json(row["anchor"])}, Delivery, str_keys=True
    )


def _packet(row: Row) -> Packet:
    return msgspec.convert(
        {**row, "addressee": _json(row["addressee"]), "files": _json(row["files"]) or ()},
        Packet,
        str_keys=True,
    )


def _json(text: str | None) -> object:
    return None if text is None else msgspec.json.decode(text)
