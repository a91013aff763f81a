"""Orders: which list somebody wants and why, checked, and on the audit trail before a row of it leaves."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from wechoose.audit import trail
from wechoose.audit.reasons import check_reason
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.counts.tallies import take_snapshot
from wechoose.demands.demands import Demand
from wechoose.lists.files import MEDIA_TYPES
from wechoose.places.states import find_state


class Order(msgspec.Struct, frozen=True):
    """`state` is a USPS code, None for all states; `form` is one of the files' formats.

    `since`: only signatures that were verified after it, None for all.
    """

    demand: Demand
    state: str | None
    reason: str
    form: str = "csv"
    since: datetime | None = None

    @property
    def file_name(self) -> str:
        return f"{self.demand.slug}-{self.state or 'all'}-{clock.now():%Y-%m-%d}.{self.form}"


def _everything(_state: str | None) -> bool:
    return True


def check(
    demand: Demand,
    state: str,
    reason: str,
    form: str = "",
    covers: Callable[[str | None], bool] = _everything,
) -> Order:
    """The order; `covers` says for which states (None: all) it may be.

    Raises Invalid with a sentence for every field that is wrong.
    """
    wrong: dict[str, str] = {}
    found = find_state(state)
    if (state.strip() and found is None) or not covers(found.usps if found else None):
        wrong["state"] = _("Choose a state from the list.")
    reason = check_reason(reason, wrong)
    if form and form not in MEDIA_TYPES:
        wrong["format"] = _("Choose CSV, XLSX or PDF.")
    if wrong:
        raise Invalid(wrong)
    return Order(demand, found.usps if found else None, reason, form or "csv")


async def record(db: Connection, order: Order, *, leader_id: int | None, act: str, address: str = "") -> int:
    """Write down who takes which list, why and from where; returns how many signers it has now."""
    counts = (await take_snapshot(db)).demands[order.demand.slug]
    verified = counts.states.get(order.state, 0) if order.state else counts.verified
    since = {"since": order.since.isoformat()} if order.since else {}
    await trail.append(
        db,
        leader_id=leader_id,
        act=act,
        subject=order.demand.slug,
        details={"state": order.state or "all", "verified": verified, "format": order.form, **since},
        reason=order.reason,
        address=address,
    )
    return verified
