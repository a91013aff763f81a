"""Placing: a typed order becomes a delivery, at once or once a second person has agreed."""

from wechoose.approvals import approvals
from wechoose.approvals.setting import is_second_needed
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.deliveries.checking import raise_if
from wechoose.deliveries.deliveries import Delivery
from wechoose.deliveries.drafts import Draft, check, needs_second
from wechoose.deliveries.ordering import order
from wechoose.deliveries.typed import ORDER, Typed, read_cutoff
from wechoose.leaders.people import Leader
from wechoose.officials.officials import find_officials

sql = queries("deliveries/placing")

KIND = "delivery"


async def read_draft(db: Connection, typed: Typed, leader: Leader) -> Draft:
    """What can be ordered; raises Invalid with a sentence for every field that is wrong, in the order of the page."""
    wrong: dict[str, str] = {}
    draft = Draft(
        title=typed.values["title"],
        demands=typed.demands,
        official_ids=typed.chosen,
        cutoff=read_cutoff(typed, wrong),
        since_last=typed.since_last,
        language=typed.values["language"],
        subject=typed.values["subject"],
        body=typed.values["body"],
        closing=typed.values["closing"],
        reason=typed.values["reason"],
    )
    try:
        await check(db, draft, leader)
    except Invalid as refusal:
        wrong = refusal.fields | wrong
    raise_if(wrong, ORDER)
    return draft


async def place(db: Connection, site: Site, draft: Draft, leader: Leader, address: str) -> Delivery:
    """Queued, or asked where it goes beyond one state and a second person has to agree."""
    officials = await find_officials(db, draft.official_ids)
    waits = needs_second(officials) and await is_second_needed(db)
    delivery = await order(db, leader, draft, "asked" if waits else "queued", address)
    if waits:
        states = {each.state for each in officials if each.state}
        approval_id = await approvals.ask(
            db,
            site,
            KIND,
            leader,
            f"delivery {delivery.code}",
            {"officials": len(officials), "states": len(states)},
            delivery.code,
            draft.reason,
            address,
        )
        await sql.note_approval(db, delivery_id=delivery.delivery_id, approval_id=approval_id)
    return delivery
