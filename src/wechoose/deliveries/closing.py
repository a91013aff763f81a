"""Closing: a delivery that was handed over ends, and its files are deleted on a day; what was sealed stays known."""

from datetime import date, timedelta

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.deliveries.chunks import forget_some
from wechoose.deliveries.deliveries import Delivery, find_delivery
from wechoose.leaders.people import Leader

sql = queries("deliveries/closing")

OPEN = ("ready", "closed")
COMING = ("asked", "queued", "building", "failed")


async def close(
    db: Connection, site: Site, leader: Leader | None, delivery: Delivery, reason: str = "", address: str = ""
) -> date:
    """The last day on which the files are kept. Closing again changes nothing; raises Refusal before it is ready."""
    until = files_until(site)
    key = {"delivery_id": delivery.delivery_id, "now": clock.now()}
    if not await sql.close(db, **key, files_until=until):
        present = await find_delivery(db, delivery.code)
        if present.status != "closed" or present.files_until is None:
            raise Refusal(_("Only a delivery that is ready can be closed."))
        return present.files_until
    await trail.append(
        db,
        leader_id=leader.leader_id if leader else None,
        act=acts.CLOSED_DELIVERY,
        subject=f"delivery {delivery.code}",
        details={"files_until": until.isoformat()},
        reason=reason,
        address=address,
    )
    return until


def files_until(site: Site) -> date:
    """Until when files are kept of a delivery that is closed today."""
    return clock.now().date() + timedelta(days=site.settings.limits.files_days)


def is_coming(delivery: Delivery) -> bool:
    """Whether there may be files one day, or again."""
    return delivery.status in COMING


def has_files(delivery: Delivery) -> bool:
    """Whether they can still be taken, also while whoever deletes them has not come by yet."""
    is_over = delivery.files_until is not None and delivery.files_until < clock.now().date()
    return delivery.status in OPEN and not is_over


async def delete_old_files(site: Site) -> None:
    """Those of deliveries whose day is over, or that were called off; hashes and manifests stay."""
    async with site.database.transaction(read_only=True) as db:
        due = await sql.due_to_forget(db, today=clock.now().date())
    for row in due:
        while True:
            async with site.database.transaction() as db:
                if not await forget_some(db, row["delivery_id"]):
                    break
