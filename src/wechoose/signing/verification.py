"""Verification: the owner of a mailbox answers the letter, with yes, with "that was not me" or with "no more mail"."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.tokens import Forged, decode
from wechoose.base.words import language
from wechoose.mail.outbox import Wish, write_letter
from wechoose.signing.addresses import canonical
from wechoose.signing.people import open_person
from wechoose.signing.signatures import change_status, lock_signers, pairs_of

sql = queries("signing/verification")


class Standing(msgspec.Struct, frozen=True):
    """Where the signatures that a link is about stand now: the signer's state, and the status by demand."""

    state: str
    statuses: dict[int, str]

    def has(self, status: str) -> bool:
        return status in self.statuses.values()


class Waiting(Standing, frozen=True):
    """The same with the signer's given name, for the page that asks."""

    given_name: str


class Confirmation(msgspec.Struct, frozen=True):
    """Somebody pressed the button about these demands."""

    signer_key: bytes
    demand_ids: list[int]


def read_confirmation(site: Site, token: str) -> Confirmation:
    """Raises Expired or Forged."""
    key, demand_ids = site.tokens.read("confirmation", token)
    return Confirmation(decode(key), demand_ids)


def read_signer(site: Site, purpose: str, token: str) -> bytes:
    """The signer key of a token that names a signer only ("disavowal", "mail_stop"); raises Expired or Forged."""
    return decode(site.tokens.read(purpose, token))


async def find_waiting(db: Connection, site: Site, confirmation: Confirmation) -> Waiting:
    """What the link is about now; raises Forged when the signer is gone."""
    rows = await _find_standings(db, {confirmation.signer_key: confirmation.demand_ids})
    if not rows or rows[0]["sealed"] is None:
        raise Forged
    person = open_person(site.seals, confirmation.signer_key, rows[0]["sealed"])
    return Waiting(rows[0]["state"], {row["demand_id"]: row["status"] for row in rows}, person.given_name)


async def verify_together(db: Connection, confirmations: Sequence[Confirmation]) -> list[Standing | Forged]:
    """Count the pending ones of these signatures; again changes nothing. Forged for whoever is gone.

    No two are of one signer.
    """
    in_order = sorted(confirmations, key=lambda each: (bucket_of(each.signer_key), each.signer_key))
    await lock_signers(db, [each.signer_key for each in in_order])
    wanted = {each.signer_key: each.demand_ids for each in in_order}
    await _grant(db, await change_status(db, wanted, "verified"))
    standings = _standings(await _find_standings(db, wanted))
    return [standings.get(each.signer_key) or Forged() for each in confirmations]


async def disavow(db: Connection, signer_key: bytes) -> None:
    """ "This was not me": nothing of it counts, the personal data go, and no mail follows. The tombstone stays."""
    bucket = bucket_of(signer_key)
    if not await lock_signers(db, [signer_key]):
        return
    signed = await sql.all_demands_of(db, bucket=bucket, signer_key=signer_key)
    await change_status(db, {signer_key: [row["demand_id"] for row in signed]}, "withdrawn")
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
    await lock_signers(db, [signer_key])
    pending = await sql.pending_of(db, bucket=bucket, signer_key=signer_key)
    demand_ids = [row["demand_id"] for row in pending]
    words = pending[0]["language"] if pending else language.get()
    wish = Wish(bucket, signer_key, "confirmation", demand_ids, words)
    await write_letter(db, site.settings.limits, wish)


async def ask_again_at(db: Connection, site: Site, address: str) -> None:
    """The same for whoever has this (clean) address."""
    _bucket, signer_key = site.signer_key(canonical(address))
    await ask_again(db, site, signer_key)


async def _grant(db: Connection, verified: Iterable[Row]) -> None:
    """What was ticked with a signature counts from its verification on: before, anybody could have ticked it."""
    news = sorted({row["signer_key"] for row in verified if row["news"]})
    if news:
        await sql.allow_news(db, buckets=[bucket_of(key) for key in news], signer_keys=news, at=clock.now())
    consents = sorted({(row["signer_key"], partner) for row in verified for partner in row["consents"]})
    if consents:
        await sql.add_consents(
            db,
            buckets=[bucket_of(key) for key, _partner in consents],
            signer_keys=[key for key, _partner in consents],
            partner_ids=[partner for _key, partner in consents],
            at=clock.now(),
        )


async def _find_standings(db: Connection, wanted: Mapping[bytes, Sequence[int]]) -> list[Row]:
    return await sql.find_standings(db, **pairs_of(wanted))


def _standings(rows: list[Row]) -> dict[bytes, Standing]:
    standings: dict[bytes, Standing] = {}
    for row in rows:
        if row["sealed"] is not None:
            found = standings.setdefault(row["signer_key"], Standing(row["state"], {}))
            found.statuses[row["demand_id"]] = row["status"]
    return standings
