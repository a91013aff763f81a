"""Editing: a partner is added, changed, stopped and resumed, and each is written down."""

from typing import Any

from wechoose.audit import acts
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.partners import partners
from wechoose.partners.deeds import By, write_down
from wechoose.partners.details import Details
from wechoose.partners.partners import Partner

sql = queries("partners/editing")

# May be written out on the trail; a small organization's postal address is somebody's home.
TELLING = ("name", "website", "kind", "state", "asks")


async def hold_partner(db: Connection, code: str) -> Partner:
    """For who will change it: nobody else does until this transaction ends. Raises NotFound."""
    await sql.lock_partner(db, partner_id=(await partners.find_partner(db, code)).partner_id)
    return await partners.find_partner(db, code)


async def add(db: Connection, details: Details, by: By) -> None:
    """A new partner; raises Invalid when its code belongs to another one."""
    await sql.lock_partners(db)
    if await sql.is_partner(db, code=details.code):
        raise Invalid({"code": _("Another organization has this code already.")})
    partner_id = await partners.add_partner(
        db, details.code, details.name, details.website, details.kind, details.state
    )
    await _save(db, partner_id, details)
    told = {name: getattr(details, name) for name in TELLING if getattr(details, name)}
    await write_down(db, acts.ADDED_PARTNER, details.code, by, told | _joined(details))


async def change(db: Connection, partner: Partner, details: Details, by: By) -> bool:
    """Give a partner that is held these details; whether anything was different before."""
    changes = _changes(partner, details)
    if changes:
        await _save(db, partner.partner_id, details)
        await write_down(db, acts.CHANGED_PARTNER, partner.code, by, changes)
    return bool(changes)


async def stop(db: Connection, partner: Partner, by: By) -> None:
    """Its widget shows a link, its links credit nobody, it asks for nothing and its keys don't work; all stays kept."""
    await _set_status(db, partner, "stopped", acts.STOPPED_PARTNER, by)


async def resume(db: Connection, partner: Partner, by: By) -> None:
    """As it was before it was stopped."""
    await _set_status(db, partner, "active", acts.RESUMED_PARTNER, by)


async def _set_status(db: Connection, partner: Partner, status: str, act: str, by: By) -> None:
    """A status that a partner has already is no deed."""
    if await sql.set_status(db, partner_id=partner.partner_id, status=status):
        await write_down(db, act, partner.code, by, {})


async def _save(db: Connection, partner_id: int, details: Details) -> None:
    await sql.change_partner(
        db,
        partner_id=partner_id,
        name=details.name,
        website=details.website,
        kind=details.kind,
        state=details.state,
        asks=details.asks,
        postal_address=details.postal_address,
    )
    await partners.set_origins(db, partner_id, details.origins)
    if details.english:
        await partners.set_wording(db, partner_id, details.english, details.spanish)


def _changes(partner: Partner, details: Details) -> dict[str, Any]:
    """What becomes different, by its new value where that may be written down."""
    names = (*TELLING, "origins", "postal_address")
    different = {name for name in names if getattr(partner, name) != getattr(details, name)}
    changes = {name: getattr(details, name) or "" for name in TELLING if name in different}
    if "origins" in different:
        changes |= _joined(details) or {"origins": ""}
    if "postal_address" in different:
        changes["postal_address"] = "changed"
    return changes | _next_version(partner, details)


def _next_version(partner: Partner, details: Details) -> dict[str, int]:
    before = partner.wording
    is_same = before and (before.english, before.spanish) == (details.english, details.spanish)
    if not details.english or is_same:
        return {}
    return {"wording": before.version + 1 if before else 1}


def _joined(details: Details) -> dict[str, str]:
    return {"origins": " ".join(details.origins)} if details.origins else {}
