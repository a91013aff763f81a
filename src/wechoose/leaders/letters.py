"""Letters to leaders: written with what they do, so that neither is without the other, and sent by the worker."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.limits import Limits
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.base.words import _, in_chosen_language, language, speak_as
from wechoose.leaders.people import Leader, open_leader
from wechoose.leaders.sign_in import add_link
from wechoose.mail.forms import fill_html, fill_text, write_form
from wechoose.mail.letters import Letter
from wechoose.mail.outbox import new_letter_id

sql = queries("leaders/letters")

KINDS = ("sign_in", "invitation", "factor_changed", "approval_asked")


class Errand(msgspec.Struct, frozen=True):
    """A letter as the queue has it; `matter` says what it is about, such as an act of the audit trail."""

    leader_id: int | None
    kind: str
    matter: str
    language: str


class Standing(msgspec.Struct, frozen=True):
    """How many letters wait and were given up lately, and why those wait, if anything was said."""

    waiting: int
    failed: int
    trouble: str | None


async def write(db: Connection, leader_id: int, kind: str, matter: str = "") -> None:
    """A letter of this kind, in the language of whoever causes it."""
    assert kind in KINDS
    await add(db, leader_id, kind, matter)


async def invite(db: Connection, _site: Site, leader: Leader) -> None:
    """A letter with a link that lets them join."""
    await write(db, leader.leader_id, "invitation")


async def tell(db: Connection, leader_id: int, act: str) -> None:
    """That something was done with a leader's way in, which they should know in case it was not they."""
    await write(db, leader_id, "factor_changed", act)


async def add(
    db: Connection, leader_id: int | None, kind: str, matter: str = "", network: bytes | None = None
) -> None:
    """`leader_id` None: to nobody."""
    await sql.add_letter(
        db,
        letter_id=new_letter_id(),
        leader_id=leader_id,
        kind=kind,
        matter=matter,
        language=language.get(),
        network=network,
        at=clock.now(),
    )


async def compose(db: Connection, site: Site, errand: Errand) -> Letter | None:
    """The letter, with a link that begins to live now; None where nobody is to get it."""
    if errand.leader_id is None:
        return None
    row = await sql.find_addressee(db, leader_id=errand.leader_id, language=errand.language)
    if row is None:
        return None
    said = dict(row)
    campaign, leader = said.pop("campaign"), open_leader(site.seals, **said)
    speak_as(errand.language)
    own = {"link": in_chosen_language(await _link(db, site, leader, errand.kind))}
    form = write_form(
        f"leader_{errand.kind}",
        own,
        campaign_name=campaign,
        public_url=site.settings.public_url,
        limits=site.settings.limits,
        done=changed_in_words(errand.matter),
    )
    return Letter(
        to=leader.email,
        name="",
        subject=form.subject,
        text=fill_text(form, own),
        html=fill_html(form, own),
        headers={},
        demand_ids=[],
    )


async def _link(db: Connection, site: Site, leader: Leader, kind: str) -> str:
    life = link_life(site.settings.limits).get(kind)
    if life is not None:
        return await add_link(db, site, leader.leader_id, life)
    return f"{site.settings.public_url}{PLACES[kind]}"


PLACES = {"factor_changed": "/desk/me", "approval_asked": "/desk/approvals"}
"""Where letters lead that are about something at the desk."""


def link_life(limits: Limits) -> Mapping[str, timedelta]:
    return {
        "sign_in": timedelta(minutes=limits.sign_in_minutes),
        "invitation": timedelta(days=limits.invitation_days),
    }


def changed_in_words(act: str) -> str:
    words = {
        acts.ADDED_PASSKEY: _("A passkey was added."),
        acts.REMOVED_PASSKEY: _("A passkey was removed."),
        acts.SET_AUTHENTICATOR: _("An authenticator app was set up."),
        acts.REMOVED_AUTHENTICATOR: _("The authenticator app was removed."),
        acts.MADE_RECOVERY_CODES: _("New recovery codes were made; the old ones are good no longer."),
        acts.USED_RECOVERY_CODE: _("A recovery code was used."),
        acts.RESET_FACTORS: _(
            "Whoever runs the site took away all your second factors; you set up a new one when you sign in."
        ),
        acts.TYPED_WRONG_CODES: _(
            "Somebody had a sign-in link of yours and typed wrong codes until we ended that visit."
        ),
    }
    return words.get(act, "")


async def standing_of(db: Connection) -> Standing:
    return Standing(**await sql.count_letters(db))


async def forget_letters(db: Connection, before: datetime) -> None:
    await sql.forget_letters(db, before=before)
