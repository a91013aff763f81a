"""Approved: a delivery to more than one state, as another leader reads, agrees to or refuses it."""

from typing import Any

from wechoose.approvals.approvals import Kind, Kinds
from wechoose.base import templates
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _, ngettext
from wechoose.deliveries.deliveries import find_delivery, is_within
from wechoose.deliveries.ordering import refuse, release
from wechoose.demands.demands import all_demands
from wechoose.leaders.people import Leader


async def say(db: Connection, _site: Site, code: Any) -> str:
    delivery = await find_delivery(db, code)
    titles = [each.title for each in await all_demands(db) if each.demand_id in delivery.demand_ids]
    words = {
        "title": delivery.title,
        "count": templates.number(delivery.packets),
        "demands": "; ".join(titles),
        "cutoff": templates.moment(delivery.cutoff),
    }
    sentence = ngettext(
        "Deliver “%(title)s” to %(count)s official: the names of everyone in their constituency who signed by "
        "%(cutoff)s (UTC). Demands: %(demands)s",
        "Deliver “%(title)s” to %(count)s officials: to each the names of everyone in their constituency who signed by "
        "%(cutoff)s (UTC). Demands: %(demands)s",
        delivery.packets,
    )
    return sentence % words


async def carry_out(db: Connection, _site: Site, asker: Leader, code: Any) -> str:
    if not await is_within(db, await find_delivery(db, code), asker):
        raise Refusal(_("Who asked for this works in some states only now. Refuse it."))
    if not await release(db, code):
        raise Refusal(_("This delivery waits no longer: it was called off."))
    return f"/desk/deliveries/{code}"


async def turn_down(db: Connection, code: Any, _status: str) -> None:
    await refuse(db, code)


APPROVED: Kinds = {"delivery": Kind("order deliveries", say, carry_out, turn_down)}
