"""The letters of signing: one asks to confirm what is pending, one says that nothing is left to confirm."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.base.templates import render
from wechoose.base.tokens import encode
from wechoose.base.words import _
from wechoose.mail.claims import Claimed
from wechoose.mail.errands import Composer
from wechoose.mail.letters import Letter
from wechoose.signing.people import open_person

sql = queries("signing/letters")

# A letter found in an old folder should still be able to stop us.
STOP_LIFE = timedelta(days=365)


async def compose_confirmation(db: Connection, site: Site, errand: Claimed) -> Letter | None:
    matter = await _find_matter(db, errand, "pending")
    if not matter:
        return None
    life = site.settings.limits.confirmation_life
    payload = [encode(errand.signer_key), [row["demand_id"] for row in matter]]
    token = site.tokens.make("confirmation", payload, life)
    address = f"{site.settings.public_url}/confirmations/{token}"
    return _write(site, errand, matter, confirm_url=address, good_until=clock.now() + life)


async def compose_already_signed(db: Connection, site: Site, errand: Claimed) -> Letter | None:
    matter = await _find_matter(db, errand, "verified")
    return _write(site, errand, matter) if matter else None


COMPOSERS: Mapping[str, Composer] = {
    "confirmation": compose_confirmation,
    "already_signed": compose_already_signed,
}


async def _find_matter(db: Connection, errand: Claimed, status: str) -> list[Row]:
    """The demands that the letter is about, one a row."""
    return await sql.find_matter(
        db,
        bucket=errand.bucket,
        signer_key=errand.signer_key,
        demand_ids=errand.demand_ids,
        language=errand.language,
        status=status,
    )


def _write(site: Site, errand: Claimed, matter: list[Row], **more: Any) -> Letter:
    person = open_person(site.seals, errand.signer_key, matter[0]["sealed"])
    key, home = encode(errand.signer_key), site.settings.public_url
    stop_url = f"{home}/mail-stops/{site.tokens.make('mail_stop', key, STOP_LIFE)}"
    values = more | {
        "given_name": person.given_name,
        "demands": matter,
        "campaign_name": matter[0]["campaign"] or _("We Choose"),
        "public_url": home,
        "disavow_url": f"{home}/disavowals/{site.tokens.make('disavowal', key, STOP_LIFE)}",
        "stop_url": stop_url,
    }
    return Letter(
        to=person.email,
        name=f"{person.given_name} {person.family_name}",
        subject=" ".join(render(f"mail/{errand.kind}.subject.txt", **values).split()),
        text=render(f"mail/{errand.kind}.txt", **values),
        html=render(f"mail/{errand.kind}.html", **values),
        # RFC 8058: the mail program's own button stops the mail with one POST.
        headers={"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        demand_ids=sorted(row["demand_id"] for row in matter),
    )
