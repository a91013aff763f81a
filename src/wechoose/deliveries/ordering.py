"""Ordering: deliveries are asked for, released by a second person or refused, called off, and made again."""

import secrets

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.deliveries.addressees import freeze
from wechoose.deliveries.chunks import forget_some
from wechoose.deliveries.deliveries import Delivery, find_delivery
from wechoose.deliveries.drafts import Checked, Draft, check
from wechoose.leaders.people import Leader

sql = queries("deliveries/ordering")

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
CODE_LENGTH = 12

# From where a delivery can be called off, as long as nobody got any of it.
CANCELLABLE = ["asked", "queued", "building", "failed", "ready"]


async def order(
    db: Connection, leader: Leader | None, draft: Draft, status: str = "queued", address: str = ""
) -> Delivery:
    """Note the delivery and a packet for each official; "asked" waits for `release`. Raises Invalid as `check` does."""
    checked = await check(db, draft, leader)
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    await _enter(db, leader, draft, checked, {"code": code, "status": status})
    delivery = await find_delivery(db, code)
    await _record(db, leader, acts.ORDERED_DELIVERY, delivery, checked.reason, address)
    return delivery


async def release(db: Connection, code: str, approval_id: int | None = None) -> bool:
    """What waited for a second person is built; false when it waits no more."""
    return bool(await sql.release(db, code=code, approval_id=approval_id, now=clock.now()))


async def refuse(db: Connection, code: str, approval_id: int | None = None) -> bool:
    return bool(await sql.refuse(db, code=code, approval_id=approval_id, now=clock.now()))


async def cancel(
    db: Connection, leader: Leader | None, code: str, reason: str = "", address: str = ""
) -> None:
    """Call it off: who builds it stops within a second, and everything made so far is deleted.

    Raises Refusal once files of it were taken or a packet was handed over: then a delivery is closed, not called
    off, so that signers are told who has their names.
    """
    delivery = await find_delivery(db, code)
    if not await sql.cancel(db, code=code, statuses=CANCELLABLE, now=clock.now()):
        raise Refusal(
            _("This delivery can't be called off any more: files of it were taken, or it has ended.")
        )
    await sql.cancel_packets(db, delivery_id=delivery.delivery_id)
    # The worker deletes what is left of a large one within a minute.
    await forget_some(db, delivery.delivery_id)
    await _record(db, leader, acts.CANCELLED_DELIVERY, delivery, reason, address)


async def remake(
    db: Connection, leader: Leader | None, code: str, reason: str = "", address: str = ""
) -> None:
    """Make it again from the same rows: what was ready comes out byte for byte, what failed gets another try.

    Raises Refusal when its rows are gone, when it is being built, and once a packet was sent or handed over.
    """
    delivery = await find_delivery(db, code)
    if not await sql.remake(db, code=code, now=clock.now()):
        raise Refusal(_("This delivery can't be made again now."))
    await sql.remake_packets(db, delivery_id=delivery.delivery_id, all=delivery.status == "ready")
    await _record(db, leader, acts.REMADE_DELIVERY, delivery, reason, address)


async def _record(
    db: Connection, leader: Leader | None, act: str, delivery: Delivery, reason: str, address: str
) -> None:
    await trail.append(
        db,
        leader_id=leader.leader_id if leader else None,
        act=act,
        subject=f"delivery {delivery.code}",
        details={"packets": delivery.packets, "demands": len(delivery.demand_ids)},
        reason=reason,
        address=address,
    )


async def _enter(
    db: Connection, leader: Leader | None, draft: Draft, checked: Checked, named: dict[str, str]
) -> None:
    delivery_id = await sql.add_delivery(
        db,
        **named,
        **msgspec.structs.asdict(checked.text),
        title=checked.title,
        demand_ids=[demand.demand_id for demand in checked.demands],
        cutoff=draft.cutoff,
        since_last=draft.since_last,
        asked_by=leader.leader_id if leader else None,
        reason=checked.reason,
        now=clock.now(),
    )
    addressees = [freeze(official, draft.language) for official in checked.officials]
    await sql.add_packets(
        db,
        delivery_id=delivery_id,
        official_ids=[addressee.official_id for addressee in addressees],
        addressees=[msgspec.json.encode(addressee).decode() for addressee in addressees],
    )
