"""The site: settings, database, keys and tokens in one place, opened once per process."""

import os

import msgspec

from wechoose.base import clock
from wechoose.base.database import CONNECTIONS, Connection, Database
from wechoose.base.queries import queries
from wechoose.base.sealing import Seals, bucket_of, keyed_hash
from wechoose.base.settings import Settings
from wechoose.base.tokens import Tokens

sql = queries("base/keyring")

ADDRESS_KEY = "addresses"


class Site(msgspec.Struct, frozen=True):
    settings: Settings
    database: Database
    seals: Seals
    tokens: Tokens
    address_key: bytes

    def signer_key(self, canonical: str) -> tuple[int, bytes]:
        """Bucket and signer key of a canonical address."""
        key = keyed_hash(self.address_key, canonical)
        return bucket_of(key), key


async def open_site(settings: Settings, database_url: str, connections: int = CONNECTIONS) -> Site:
    database = await Database.open(database_url, connections)
    seals = Seals(settings.secret_keys)
    async with database.transaction() as db:
        address_key = await _address_key(db, seals)
    await database.compare_clocks()
    return Site(settings, database, seals, Tokens(settings.secret_keys), address_key)


async def _address_key(db: Connection, seals: Seals) -> bytes:
    """The key that addresses are hashed with: random, kept sealed, so that secret keys can be rotated under it."""
    owner = ADDRESS_KEY.encode()
    fresh = seals.seal(owner, os.urandom(32))
    await sql.add_key(db, purpose=ADDRESS_KEY, sealed=fresh, at=clock.now())
    sealed = await sql.find_key(db, purpose=ADDRESS_KEY)
    key = seals.open(owner, sealed)
    if not seals.is_newest(sealed):
        await sql.reseal_key(db, purpose=ADDRESS_KEY, sealed=seals.seal(owner, key))
    return key
