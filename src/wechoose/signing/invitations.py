"""Invitations: each signer has a link of their own, and is told how many people came through it, never who.

The link's code is a keyed hash of the signer's key, so that it needs no row; the database knows a keyed hash of the
code, and that only with a number. What ties a signature to a link is gone once the signature counts.
"""

import hmac
import re

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of, keyed_hash
from wechoose.base.site import Site
from wechoose.base.tokens import encode

sql = queries("signing/invitations")

CODE = re.compile(r"[A-Za-z0-9_-]{12}")
CODE_BYTES = 9


class Invitation(msgspec.Struct, frozen=True):
    """A signer's own link, and how many people came through it and confirmed."""

    code: str
    verified: int


async def invited(db: Connection, site: Site, signer_key: bytes) -> Invitation:
    code = code_of(site, signer_key)
    code_hash = hash_of(site, code)
    verified = await sql.find_verified(db, bucket=bucket_of(code_hash), code_hash=code_hash)
    return Invitation(code, verified or 0)


async def forget_invitations(db: Connection, site: Site, signer_key: bytes) -> None:
    """For whoever wants nothing of them to stay."""
    code_hash = hash_of(site, code_of(site, signer_key))
    await sql.forget(db, bucket=bucket_of(code_hash), code_hash=code_hash)


def code_of(site: Site, signer_key: bytes) -> str:
    """The code of a signer's link. No address holds what it is made from, so it can't be taken for a signer's key."""
    return encode(hmac.digest(site.address_key, b"\0friend\0" + signer_key, "sha256")[:CODE_BYTES])


def hash_of(site: Site, code: str) -> bytes:
    """What the database knows of a code."""
    return keyed_hash(site.address_key, f"\0friend's\0{code}")


def inviter_of(site: Site, code: str, signer_key: bytes) -> bytes | None:
    """Whose number grows when this signer confirms; nobody's, if the link is their own."""
    return hash_of(site, code) if is_code(code) and code != code_of(site, signer_key) else None


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None
