"""Keys: what a partner's server shows to sign people through the API; only their hashes are kept."""

import re
import secrets
from datetime import date, datetime

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection, Database
from wechoose.base.kept import Kept
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.leaders.proofs import hash_of
from wechoose.partners.deeds import By, write_down
from wechoose.partners.partners import Partner

sql = queries("partners/keys")

PREFIX = "wck_"
KEY_BYTES = 32
HINT = len(PREFIX) + 6
SHOWN = re.compile(r"wck_[\w-]{6}", re.ASCII)
MOST = 5
MOST_SHOWN = 30


class Key(msgspec.Struct, frozen=True):
    """A key as people tell it from others: by how it begins."""

    hint: str
    created_at: datetime
    created_by: int | None
    used_on: date | None
    ended_at: datetime | None


def keep_keys(database: Database) -> Kept[dict[bytes, int]]:
    """Whose key each hash is (see `hash_of`), of all that programs may use now."""

    async def load() -> dict[bytes, int]:
        async with database.transaction(read_only=True, share="looks") as db:
            return {row["key_hash"]: row["partner_id"] for row in await sql.good_keys(db)}

    return Kept(load)


async def note_use(db: Connection, key_hash: bytes) -> None:
    """That a key was used today; only the first time of a day writes."""
    await sql.note_use(db, key_hash=key_hash, today=clock.now().date())


async def keys_of(db: Connection, partner: Partner) -> list[Key]:
    """Those in use, newest first, then the last that were ended."""
    return [Key(**row) for row in await sql.keys_of(db, partner_id=partner.partner_id, limit=MOST_SHOWN)]


async def make_key(db: Connection, partner: Partner, by: By) -> str:
    """A new key of a partner that is held, never to be seen again; raises Invalid when there are enough."""
    if not partner.is_active:
        raise Invalid({"key": _("This organization is stopped. It can have keys again when it is resumed.")})
    if await sql.count_keys(db, partner_id=partner.partner_id) >= MOST:
        raise Invalid(
            {"key": _("%(most)s keys are enough. End one that is not needed first.") % {"most": MOST}}
        )
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    await _add(db, partner, key, by)
    return key


async def end_key(db: Connection, partner: Partner, hint: str, by: By) -> None:
    """End a key; one that has ended already, or never was, is no matter."""
    if SHOWN.fullmatch(hint) and await sql.end_key(
        db, partner_id=partner.partner_id, hint=hint, at=clock.now()
    ):
        await write_down(db, acts.ENDED_KEY, partner.code, by, {"key": hint})


async def _add(db: Connection, partner: Partner, key: str, by: By) -> None:
    hint = key[:HINT]
    await sql.add_key(
        db,
        key_hash=hash_of(key),
        partner_id=partner.partner_id,
        hint=hint,
        at=clock.now(),
        leader_id=by.leader_id,
    )
    await write_down(db, acts.MADE_KEY, partner.code, by, {"key": hint})
