"""Sessions: a random token in the leader's browser, its hash in the database, until signing out or too old."""

from datetime import timedelta

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, open_leader
from wechoose.leaders.proofs import fresh_token, hash_of

sql = queries("leaders/sessions")


async def begin_session(db: Connection, site: Site, leader_id: int) -> str:
    token = fresh_token()
    now = clock.now()
    await sql.add_session(
        db,
        token_hash=hash_of(token),
        leader_id=leader_id,
        at=now,
        expires_at=now + session_life(site),
    )
    return token


async def find_session(db: Connection, site: Site, token: str) -> Leader | None:
    """Whose session this is, as long as it lasts."""
    row = await sql.find_session(db, token_hash=hash_of(token), at=clock.now())
    return open_leader(site.seals, **row) if row else None


async def end_session(db: Connection, token: str) -> int | None:
    """End a session; the number of the leader whose it was, None when it had ended before."""
    return await sql.end_session(db, token_hash=hash_of(token), at=clock.now())


def session_life(site: Site) -> timedelta:
    return timedelta(hours=site.settings.limits.session_hours)


async def forget_sessions(db: Connection) -> None:
    """Those that are over; what their leaders did stays in the audit trail."""
    await sql.forget_sessions(db, before=clock.now())
