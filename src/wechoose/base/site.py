"""The site: settings, database, keys and tokens in one place, opened once per process."""

import os

import msgspec

from wechoose.base.database import CONNECTIONS, Database
from wechoose.base.keyring import keep_key
from wechoose.base.sealing import Seals, bucket_of, keyed_hash
from wechoose.base.settings import Settings
from wechoose.base.tokens import Tokens

# What addresses are hashed with.
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
        address_key = await keep_key(db, seals, ADDRESS_KEY, os.urandom(32))
    await database.compare_clocks()
    return Site(settings, database, seals, Tokens(settings.secret_keys), address_key)
