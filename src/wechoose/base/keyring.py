"""The keyring: random keys of this site, kept sealed in the database, so that the secret keys can be rotated under
them."""

from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import Seals

sql = queries("base/keyring")


class KeptKey(msgspec.Struct, frozen=True):
    purpose: str
    key: bytes
    since: datetime


async def keep_key(db: Connection, seals: Seals, purpose: str, fresh: bytes) -> bytes:
    """The key of this purpose; `fresh` becomes it when there is none, and no other process was first."""
    owner = purpose.encode()
    await sql.add_key(db, purpose=purpose, sealed=seals.seal(owner, fresh), at=clock.now())
    sealed = await sql.find_key(db, purpose=purpose)
    key = seals.open(owner, sealed)
    if not seals.is_newest(sealed):
        await sql.reseal_key(db, purpose=purpose, sealed=seals.seal(owner, key))
    return key


async def kept_keys(db: Connection, seals: Seals, beginning: str) -> list[KeptKey]:
    """The keys of all purposes that begin so, the first first."""
    rows = await sql.keys_of(db, beginning=beginning)
    return [
        KeptKey(row["purpose"], seals.open(row["purpose"].encode(), row["sealed"]), row["created_at"])
        for row in rows
    ]
