"""Challenges: what a passkey signs, for one purpose and one session, for minutes and once.

A page that asks for a passkey must not write: the challenge is the hash of a signed token that stands in the page, and
only that it was answered is kept.
"""

import hashlib
from datetime import timedelta
from uuid import UUID

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged

sql = queries("leaders/challenges")

LIFE = timedelta(minutes=10)


class Challenge(msgspec.Struct, frozen=True):
    """`token` goes into the form, `challenge` to the passkey."""

    token: str
    challenge: bytes


def make_challenge(site: Site, purpose: str, session_id: UUID | None = None) -> Challenge:
    """`session_id`: of the one session in which it may be answered, None where nobody is signed in yet."""
    token = site.tokens.make(f"passkey {purpose}", _of(session_id), LIFE)
    return Challenge(token, _hash(token))


async def spend_challenge(
    db: Connection, site: Site, purpose: str, token: str, session_id: UUID | None = None
) -> bytes | None:
    """The challenge to be compared with what was signed; None when it is too old, used up, or was made elsewhere."""
    try:
        made_for = site.tokens.read(f"passkey {purpose}", token)
    except (Expired, Forged):
        return None
    # The whole token is hashed, so that another spelling of the same one is another challenge.
    challenge = _hash(token)
    is_first = await sql.spend_challenge(db, challenge=challenge, expires_at=clock.now() + LIFE)
    return challenge if is_first and made_for == _of(session_id) else None


async def forget_challenges(db: Connection) -> None:
    await sql.forget_challenges(db, before=clock.now())


def _of(session_id: UUID | None) -> str:
    return str(session_id or "")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
