"""Approved: a list of all states waits for a second person, and is then taken once."""

from typing import Any

from wechoose.approvals.approvals import File, Kind, ask
from wechoose.audit import acts
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.demands.demands import find_demand
from wechoose.leaders.people import Leader
from wechoose.lists import orders
from wechoose.lists.apart import make_apart
from wechoose.lists.files import MEDIA_TYPES

WHOLE_LIST = "whole list"


async def ask_for(db: Connection, site: Site, order: orders.Order, leader: Leader, address: str) -> int:
    """The number of the approval."""
    slug, payload = order.demand.slug, {"demand": order.demand.slug, "format": order.form}
    return await ask(
        db, site, WHOLE_LIST, leader, slug, {"format": order.form}, payload, order.reason, address
    )


async def _say(db: Connection, _site: Site, payload: Any) -> str:
    words = {"title": (await find_demand(db, payload["demand"])).title, "format": payload["format"].upper()}
    return _("The list of all who signed “%(title)s”, in all states, as %(format)s") % words


async def _carry_out(db: Connection, _site: Site, asker: Leader, payload: Any) -> str:
    """Nothing leaves yet: the asker takes it."""
    await find_demand(db, payload["demand"])
    _check_states(asker)
    return ""


async def _hand_over(
    db: Connection, site: Site, leader: Leader, payload: Any, reason: str, address: str
) -> File:
    _check_states(leader)
    order = orders.Order(await find_demand(db, payload["demand"]), None, reason, payload["format"])
    await orders.record(db, order, leader_id=leader.leader_id, act=acts.DOWNLOADED_LIST, address=address)
    return File(order.file_name, MEDIA_TYPES[order.form], make_apart(site, order))


def _check_states(leader: Leader) -> None:
    if not leader.covers(None):
        raise Refusal(_("Who asked for this works in some states only now. Refuse it."))


APPROVED = {WHOLE_LIST: Kind("download lists", _say, _carry_out, hand_over=_hand_over)}
