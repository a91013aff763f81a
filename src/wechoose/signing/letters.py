"""The letters of signing: one asks to confirm what is pending, one says that nothing is left to confirm."""

from collections.abc import Mapping
from datetime import timedelta

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
from wechoose.signing.people import Person, open_person

sql = queries("signing/letters")

# The laws on commercial mail ask for a month at least; a letter found in an old folder should still be able to stop us.
STOP_LIFE = timedelta(days=365)


async def compose_confirmation(db: Connection, site: Site, errand: Claimed) -> Letter | None:
    demands = await _find_demands(db, errand, "pending")
    person = await _find_addressee(db, site, errand)
    if person is None or not demands:
        return None
    life = site.settings.limits.confirmation_life
    payload = [encode(errand.signer_key), [demand["demand_id"] for demand in demands]]
    token = site.tokens.make("confirmation", payload, life)
    return await _write(
        db,
        site,
        errand,
        person,
        demands,
        confirm_url=f"{site.settings.public_url}/confirmations/{token}",
        good_until=clock.now() + life,
    )


async def compose_already_signed(db: Connection, site: Site, errand: Claimed) -> Letter | None:
    demands = await _find_demands(db, errand, "verified")
    person = await _find_addressee(db, site, errand)
    if person is None or not demands:
        return None
    return await _write(db, site, errand, person, demands)


COMPOSERS: Mapping[str, Composer] = {
    "confirmation": compose_confirmation,
    "already_signed": compose_already_signed,
}


async def _find_addressee(db: Connection, site: Site, errand: Claimed) -> Person | None:
    row = await sql.find_addressee(db, bucket=errand.bucket, signer_key=errand.signer_key)
    return open_person(site.seals, errand.signer_key, row["sealed"]) if row else None


async def _find_demands(db: Connection, errand: Claimed, status: str) -> list[Row]:
    return await sql.find_titles(
        db,
        bucket=errand.bucket,
        signer_key=errand.signer_key,
        demand_ids=errand.demand_ids,
        language=errand.language,
        status=status,
    )


async def _write(
    db: Connection, site: Site, errand: Claimed, person: Person, demands: list[Row], **more: object
) -> Letter:
    key, home = encode(errand.signer_key), site.settings.public_url
    stop_url = f"{home}/mail-stops/{site.tokens.make('mail_stop', key, STOP_LIFE)}"
    values = more | {
        "given_name": person.given_name,
        "demands": demands,
        "campaign_name": await sql.find_campaign_name(db, language=errand.language) or _("We Choose"),
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
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            # RFC 8058: the mail program's own button stops the mail with one POST.
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
