"""Lists: a partner takes the list of those who allowed it to write; it is noted and on the trail before it leaves."""

from collections.abc import AsyncGenerator

import msgspec

from wechoose.audit import acts, trail
from wechoose.audit.reasons import check_reason
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.base.templates import render
from wechoose.base.words import _
from wechoose.lists.apart import made_by
from wechoose.partners.partners import Partner
from wechoose.reach.maker import COMMAND, Task
from wechoose.reach.packing import MEDIA_TYPES
from wechoose.signing.listing import find_standing, note_listed


class Order(msgspec.Struct, frozen=True):
    """Which partner's list, why, and as what."""

    partner: Partner
    reason: str
    form: str

    def file_name(self, number: int) -> str:
        return f"{self.partner.code}-list-{number}-{clock.now():%Y-%m-%d}.{self.form}"


def check(partner: Partner, reason: str, form: str) -> Order:
    """The order; raises Invalid with a sentence for every field that is wrong."""
    wrong: dict[str, str] = {}
    reason = check_reason(reason, wrong)
    if form and form not in MEDIA_TYPES:
        wrong["format"] = _("Choose ZIP or XLSX.")
    if wrong:
        raise Invalid(wrong)
    return Order(partner, reason, form or "zip")


async def record(db: Connection, order: Order, *, leader_id: int, address: str) -> int:
    """Put everybody new on the partner's next list and write down who took it; returns its number.

    Whoever was stopped still hears of removals, but gets nobody new.
    """
    partner = order.partner
    number = await note_listed(db, partner.partner_id, leader_id, grows=partner.is_active)
    standing = await find_standing(db, order.partner.partner_id)
    await trail.append(
        db,
        leader_id=leader_id,
        act=acts.TOOK_PARTNER_LIST,
        subject=order.partner.code,
        details={
            "list": number,
            "people": standing.allowed,
            "removals": standing.removals,
            "format": order.form,
        },
        reason=order.reason,
        address=address,
    )
    return number


def make(site: Site, order: Order, number: int) -> AsyncGenerator[bytes, None]:
    """The file's bytes, read once `record` is committed: whoever it noted is in it."""
    readme = render("reach/readme.txt", partner=order.partner, number=number, at=clock.now())
    keys = (site.settings.secret_keys, site.address_key)
    return made_by(COMMAND, Task(site.database.url, *keys, order.partner.partner_id, order.form, readme))
