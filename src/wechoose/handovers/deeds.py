"""Deeds: who does what to a delivery on its day, whether it is theirs to do, and how the audit trail is told."""

from typing import Any

import msgspec
from litestar import Request

from wechoose.audit import trail
from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.deliveries.deliveries import Delivery, find_delivery, is_within
from wechoose.leaders.people import Leader
from wechoose.web.visitor import client_address


class By(msgspec.Struct, frozen=True):
    """A leader, and from where."""

    leader: Leader
    address: str


def by(request: Request, leader: Leader) -> By:
    return By(leader, client_address(request))


async def find_theirs(db: Connection, leader: Leader, code: str) -> Delivery:
    """The delivery, where all of it lies within this leader's states; raises NotFound."""
    delivery = await find_delivery(db, code)
    if not await is_within(db, delivery, leader):
        raise NotFound(_("There is no delivery at this address."))
    return delivery


async def write_down(db: Connection, act: str, delivery: Delivery, by: By, **details: Any) -> None:
    await trail.append(
        db,
        leader_id=by.leader.leader_id,
        act=act,
        subject=f"delivery {delivery.code}",
        details=details,
        address=by.address,
    )
