"""TOTP: six digits that an authenticator app shows for half a minute, each good once (RFC 6238)."""

import hmac
from datetime import datetime

import msgspec
from pyotp import random_base32
from pyotp.totp import TOTP

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site

sql = queries("leaders/totp")

STEP_SECONDS = 30
# A phone's clock may be half a minute off, and a code is typed when it is nearly over.
WINDOW = 1


class Authenticator(msgspec.Struct, frozen=True):
    """`last_step` is that of the last code that was used: neither it nor one before it is good again."""

    secret: str
    confirmed_at: datetime
    last_step: int


def new_secret() -> str:
    return random_base32()


def address_for_app(secret: str, email: str, campaign: str) -> str:
    """What the QR code says: where the app puts it and what it computes."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=campaign)


def find_step(secret: str, code: str, last_step: int = 0) -> int | None:
    """The step whose code this is, of those around now that are not used up."""
    typed = "".join(code.split()).encode()
    steps = range(max(now_step() - WINDOW, last_step + 1), now_step() + WINDOW + 1)
    return next((step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), typed)), None)


def next_code(authenticator: Authenticator) -> str:
    """The code that its app shows, or, where that one is used up, the one it shows next."""
    return code_of(authenticator.secret, max(now_step(), authenticator.last_step + 1))


def code_of(secret: str, step: int) -> str:
    return TOTP(secret).generate_otp(step)


def now_step() -> int:
    return int(clock.now().timestamp()) // STEP_SECONDS


async def keep_authenticator(db: Connection, site: Site, leader_id: int, secret: str, step: int) -> None:
    """From now on this is the leader's app; `step` is that of the code that confirmed it."""
    sealed = site.seals.seal(_owner(leader_id), secret.encode())
    await sql.keep_authenticator(db, leader_id=leader_id, sealed=sealed, at=clock.now(), step=step)


async def find_authenticator(db: Connection, site: Site, leader_id: int) -> Authenticator | None:
    row = await sql.find_authenticator(db, leader_id=leader_id)
    if row is None:
        return None
    secret = site.seals.open(_owner(leader_id), row["sealed"]).decode()
    return Authenticator(secret, row["confirmed_at"], row["last_step"])


async def spend_code(db: Connection, site: Site, leader_id: int, code: str) -> bool:
    """Whether this is a code that the leader's app shows around now, and that nobody has used."""
    authenticator = await find_authenticator(db, site, leader_id)
    if authenticator is None:
        return False
    step = find_step(authenticator.secret, code, authenticator.last_step)
    return step is not None and bool(await sql.spend_step(db, leader_id=leader_id, step=step))


async def drop_authenticator(db: Connection, leader_id: int) -> bool:
    """Whether there was one."""
    return bool(await sql.drop_authenticator(db, leader_id=leader_id))


def _owner(leader_id: int) -> bytes:
    return f"authenticator of leader {leader_id}".encode()
