"""Verification: the owner of a mailbox answers the letter, with yes, with "that was not me" or with "no more mail"."""

import os
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import SIGNER_KEY_BYTES, bucket_of
from wechoose.base.site import Site
from wechoose.base.tokens import Forged, decode
from wechoose.base.words import language
from wechoose.defenses.form_tokens import spend_form_tokens
from wechoose.mail.outbox import Wish, write_letter
from wechoose.signing.addresses import canonical
from wechoose.signing.arrivals import forget_arrivals_of
from wechoose.signing.columns import Shown, pairs_of
from wechoose.signing.consents import end_consents, withdraw_consents
from wechoose.signing.people import open_person, shown_name
from wechoose.signing.promised import Promises, read_promises
from wechoose.signing.signatures import Standing, change_status, lock_signers

sql = queries("signing/verification")

LONGEST_NUMBER = 10


class Waiting(msgspec.Struct, frozen=True):
    """What a link is about, for the page that asks: the signer's given name, where the signatures stand, the wordings
    by which those that are pending would let partners write, what pledges promise, by demand, whether news of the
    campaign would begin, and the name that others would see, "" for none."""

    given_name: str
    standing: Standing
    consents: tuple[int, ...]
    promises: dict[int, Promises] = {}
    news: bool = False
    shown_name: str = ""
    initial: bool = False


class Confirmation(msgspec.Struct, frozen=True):
    """Somebody pressed the button about these demands, on a page that had `shown` what comes of it; None is no page."""

    signer_key: bytes
    demand_ids: list[int]
    shown: Shown | None = None


def read_confirmation(site: Site, token: str, shown: Shown | None = None) -> Confirmation:
    """Raises Expired or Forged."""
    key, demand_ids = site.tokens.read("confirmation", token)
    return Confirmation(decode(key), demand_ids, shown)


def read_shown(said: Sequence[str]) -> Shown | None:
    """What a page's form says of what it had shown; None when it says nothing of it."""
    words = said[-1].split() if said else []
    numbers = (int(each) for each in words if each.isdecimal() and len(each) < LONGEST_NUMBER)
    flags = (name in words for name in ("news", "reminders", "name", "initial"))
    return Shown(tuple(numbers), *flags) if said else None


def read_signer(site: Site, purpose: str, token: str) -> bytes:
    """Whose token it is, if it names nobody else ("disavowal", "mail_stop", "mine"); raises Expired or Forged."""
    return decode(site.tokens.read(purpose, token))


async def find_waiting(
    db: Connection, site: Site, confirmations: Sequence[Confirmation]
) -> list[Waiting | Forged]:
    """What these links are about now; Forged for whoever is gone. No two are of one signer."""
    rows: dict[bytes, list[Row]] = defaultdict(list)
    wanted = {each.signer_key: each.demand_ids for each in confirmations}
    for row in await sql.find_waiting(db, **pairs_of(wanted)):
        rows[row["signer_key"]].append(row)
    return [_waiting(site, rows[key]) if key in rows else Forged() for key in wanted]


def _waiting(site: Site, rows: list[Row]) -> Waiting:
    person = open_person(site.seals, rows[0]["signer_key"], rows[0]["sealed"])
    statuses = {row["demand_id"]: row["status"] for row in rows}
    ticked = {each for row in rows if row["status"] == "pending" for each in row["consents"]}
    standing = Standing(True, rows[0]["state"], statuses, set())
    promises = {row["demand_id"]: read_promises(row["promises"]) for row in rows if row["promises"]}
    pending = [row for row in rows if row["status"] == "pending"]
    news, initial = any(row["news"] for row in pending), any(row["initial"] for row in pending)
    name = shown_name(person, initial=initial) if any(row["public"] for row in pending) else ""
    return Waiting(person.given_name, standing, tuple(sorted(ticked)), promises, news, name, initial)


async def verify_together(db: Connection, confirmations: Sequence[Confirmation]) -> list[Standing | Forged]:
    """Count the pending ones of these signatures; again changes nothing. Forged for whoever is gone.

    No two are of one signer. What was ticked while the page with the button was open, maybe by somebody else, is no
    consent: who pressed it had not seen that.
    """
    wanted = {each.signer_key: each.demand_ids for each in confirmations}
    shown = {each.signer_key: each.shown for each in confirmations if each.shown}
    standings = await change_status(db, wanted, "verified", shown)
    found = (standings.get(each.signer_key) for each in confirmations)
    return [standing if standing and standing.named else Forged() for standing in found]


async def disavow(db: Connection, signer_key: bytes) -> None:
    """ "This was not me": nothing of it counts, the personal data go, and no mail follows. The tombstone stays."""
    bucket = bucket_of(signer_key)
    if not await lock_signers(db, [signer_key]):
        return
    signed = await sql.all_demands_of(db, bucket=bucket, signer_key=signer_key)
    await change_status(db, {signer_key: [row["demand_id"] for row in signed]}, "withdrawn")
    await end_consents(db, bucket, [signer_key])
    await forget_arrivals_of(db, signer_key)
    await sql.erase(db, bucket=bucket, signer_key=signer_key, at=clock.now())


async def stop_mail(db: Connection, signer_key: bytes) -> None:
    """No mail to this mailbox from now on, from partners neither; what was signed stays."""
    bucket = bucket_of(signer_key)
    await sql.stop_mail(db, bucket=bucket, signer_key=signer_key, at=clock.now())
    await withdraw_consents(db, bucket, [signer_key])


async def ask_again(db: Connection, site: Site, signer_key: bytes) -> None:
    """A new letter about everything this signer has pending; silent when there is nothing (see `_write`)."""
    bucket = bucket_of(signer_key)
    await lock_signers(db, [signer_key])
    pending = await sql.pending_of(db, bucket=bucket, signer_key=signer_key)
    demand_ids = [row["demand_id"] for row in pending]
    words = pending[0]["language"] if pending else language.get()
    wish = Wish(bucket, signer_key, "confirmation", demand_ids, words)
    await _write(db, site, wish)


async def ask_again_at(db: Connection, site: Site, address: str) -> None:
    """The same for whoever has this (clean) address."""
    _bucket, signer_key = site.signer_key(canonical(address))
    await ask_again(db, site, signer_key)


async def send_own_page_to(db: Connection, site: Site, address: str) -> None:
    """A letter with the link to their own page to whoever signed with this (clean) address; silent for all others (see
    `_write`)."""
    bucket, signer_key = site.signer_key(canonical(address))
    await lock_signers(db, [signer_key])
    signed = await sql.all_demands_of(db, bucket=bucket, signer_key=signer_key)
    wish = Wish(bucket, signer_key, "own_page", [row["demand_id"] for row in signed], language.get())
    await _write(db, site, wish)


async def _write(db: Connection, site: Site, wish: Wish) -> None:
    """The time it takes must not tell whether somebody is known here: with nothing to say a letter is still asked for,
    and where none is written, a row is all the same. A commit that has nothing to keep is done in no time."""
    if not await write_letter(db, site.settings.limits, wish):
        nobody = os.urandom(SIGNER_KEY_BYTES)
        await spend_form_tokens(db, [(nobody, nobody)])
