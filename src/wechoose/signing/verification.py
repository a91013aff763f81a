"""Verification: the owner of a mailbox answers the letter, with yes, with "that was not me" or with "no more mail"."""

from collections.abc import Iterable

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.tokens import Forged, decode
from wechoose.base.words import language
from wechoose.mail.outbox import write_letter
from wechoose.signing.addresses import canonical
from wechoose.signing.people import open_person
from wechoose.signing.signatures import change_status, lock_signer

sql = queries("signing/verification")


class Waiting(msgspec.Struct, frozen=True):
    """What a confirmation link is about: the signer's given name and the demands, each with its status."""

    given_name: str
    state: str
    statuses: dict[int, str]

    def has(self, status: str) -> bool:
        return status in self.statuses.values()


def read_confirmation(site: Site, token: str) -> tuple[bytes, list[int]]:
    """Signer key and demands of a confirmation token; raises Expired or Forged."""
    key, demand_ids = site.tokens.read("confirmation", token)
    return decode(key), demand_ids


def read_signer(site: Site, purpose: str, token: str) -> bytes:
    """The signer key of a token that names a signer only ("disavowal", "mail_stop"); raises Expired or Forged."""
    return decode(site.tokens.read(purpose, token))


async def find_waiting(db: Connection, site: Site, signer_key: bytes, demand_ids: list[int]) -> Waiting:
    """What the link is about now; raises Forged when the signer is gone."""
    rows = await sql.find_waiting(
        db, bucket=bucket_of(signer_key), signer_key=signer_key, demand_ids=demand_ids
    )
    if not rows or rows[0]["sealed"] is None:
        raise Forged
    person = open_person(site.seals, signer_key, rows[0]["sealed"])
    return Waiting(person.given_name, rows[0]["state"], {row["demand_id"]: row["status"] for row in rows})


async def verify(db: Connection, signer_key: bytes, demand_ids: list[int]) -> list[int]:
    """Count the pending ones of these signatures; again changes nothing. Returns the demands newly counted."""
    bucket = bucket_of(signer_key)
    if await lock_signer(db, bucket, signer_key) is None:
        return []
    verified = await change_status(db, bucket, signer_key, demand_ids, "verified")
    wishes = await sql.find_wishes(db, bucket=bucket, signer_key=signer_key, demand_ids=verified)
    await _grant(db, bucket, signer_key, wishes)
    return verified


async def disavow(db: Connection, signer_key: bytes) -> None:
    """ "This was not me": nothing of it counts, the personal data go, and no mail follows. The tombstone stays."""
    bucket = bucket_of(signer_key)
    if await lock_signer(db, bucket, signer_key) is None:
        return
    signed = await sql.all_demands_of(db, bucket=bucket, signer_key=signer_key)
    await change_status(db, bucket, signer_key, [row["demand_id"] for row in signed], "withdrawn")
    await sql.withdraw_consents(db, bucket=bucket, signer_key=signer_key)
    await sql.erase(db, bucket=bucket, signer_key=signer_key, at=clock.now())


async def stop_mail(db: Connection, signer_key: bytes) -> None:
    """No mail to this mailbox from now on; what was signed stays."""
    await sql.stop_mail(db, bucket=bucket_of(signer_key), signer_key=signer_key, at=clock.now())


async def ask_again(db: Connection, site: Site, signer_key: bytes) -> None:
    """A new letter about everything this signer has pending; silent when there is nothing.

    Also then a letter is asked for, and not written: the time it takes must not tell.
    """
    bucket = bucket_of(signer_key)
    await lock_signer(db, bucket, signer_key)
    pending = await sql.pending_of(db, bucket=bucket, signer_key=signer_key)
    demand_ids = [row["demand_id"] for row in pending]
    words = pending[0]["language"] if pending else language.get()
    await write_letter(db, site.settings.limits, bucket, signer_key, "confirmation", demand_ids, words)


async def ask_again_at(db: Connection, site: Site, address: str) -> None:
    """The same for whoever has this (clean) address."""
    _bucket, signer_key = site.signer_key(canonical(address))
    await ask_again(db, site, signer_key)


async def _grant(db: Connection, bucket: int, signer_key: bytes, wishes: Iterable[Row]) -> None:
    """What was ticked with a signature counts from its verification on: before, anybody could have ticked it."""
    at = clock.now()
    consents = sorted({partner_id for row in wishes for partner_id in row["consents"]})
    if any(row["news"] for row in wishes):
        await sql.allow_news(db, bucket=bucket, signer_key=signer_key, at=at)
    if consents:
        await sql.add_consents(db, bucket=bucket, signer_key=signer_key, partner_ids=consents, at=at)
