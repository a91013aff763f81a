"""The seal's key: what this site signs manifests with; the public halves of all it ever had stay listed."""

import os
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.keyring import KeptKey, keep_key, kept_keys
from wechoose.base.sealing import Seals
from wechoose.base.site import Site
from wechoose.seals.public_keys import ALGORITHM, as_text, fingerprint

PURPOSE = "seal "


class SealKey(msgspec.Struct, frozen=True):
    private: Ed25519PrivateKey
    since: datetime

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def text(self) -> str:
        return as_text(self.public)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


async def keep_seal_key(site: Site) -> None:
    """Let there be a key before anything is sealed, so that it can be published and noted early; called at start."""
    async with site.database.transaction() as db:
        for purpose in await _purposes(db, site.seals) or [_purpose(1)]:
            await keep_key(db, site.seals, purpose, os.urandom(32))


async def seal_keys(db: Connection, seals: Seals) -> list[SealKey]:
    """All, the present one first; none on a site that was never started."""
    return [_open(each) for each in sorted(await kept_keys(db, seals, PURPOSE), key=_number, reverse=True)]


async def present_key(db: Connection, seals: Seals) -> SealKey:
    """What is signed with now."""
    return (await seal_keys(db, seals))[0]


async def begin_new_key(db: Connection, site: Site) -> SealKey:
    """From now on another key signs; what was sealed stays good under the one it names."""
    number = len(await _purposes(db, site.seals)) + 1
    await keep_key(db, site.seals, _purpose(number), os.urandom(32))
    key = await present_key(db, site.seals)
    details = {"fingerprint": key.fingerprint}
    await trail.append(db, leader_id=None, act=acts.BEGAN_SEAL_KEY, subject=_purpose(number), details=details)
    return key


def published(site: Site, keys: list[SealKey]) -> dict[str, Any]:
    """What everybody may read at a well-known address, the present key first."""
    return {
        "format": "wechoose-seal",
        "version": 1,
        "site": site.settings.public_url,
        "algorithm": ALGORITHM,
        "keys": [
            {"key": key.text, "fingerprint": key.fingerprint, "since": key.since, "present": number == 0}
            for number, key in enumerate(keys)
        ],
    }


async def _purposes(db: Connection, seals: Seals) -> list[str]:
    return [each.purpose for each in await kept_keys(db, seals, PURPOSE)]


def _open(kept: KeptKey) -> SealKey:
    return SealKey(Ed25519PrivateKey.from_private_bytes(kept.key), kept.since)


def _purpose(number: int) -> str:
    return f"{PURPOSE}{number}"


def _number(kept: KeptKey) -> int:
    return int(kept.purpose.removeprefix(PURPOSE))
