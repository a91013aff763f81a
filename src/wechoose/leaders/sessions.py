"""Sessions: a random token in the leader's browser, its hash in the database, until signing out, idle or too old."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, open_leader
from wechoose.leaders.proofs import fresh_token, hash_of

sql = queries("leaders/sessions")

# How long the way from a link to the first proof may take.
HALF_LIFE = timedelta(minutes=30)
# A leader who is seen is written down so seldom, or each of their requests would change a row.
SEEN_EVERY = timedelta(minutes=1)
MOST_WRONG_CODES = 5


class Visit(msgspec.Struct, frozen=True):
    """Where a browser comes from: its network address, and what it calls itself in a few words."""

    address: str = ""
    agent: str = ""


NOWHERE = Visit()


class Session(msgspec.Struct, frozen=True):
    """`factor_at` is when the second factor was proven last, None when it never was."""

    session_id: UUID
    created_at: datetime
    last_seen_at: datetime
    factor_at: datetime | None
    leader: Leader


class Shown(msgspec.Struct, frozen=True):
    """A session as its leader sees it in a list."""

    session_id: UUID
    created_at: datetime
    last_seen_at: datetime
    factor_at: datetime | None
    address: str
    agent: str


async def begin_session(
    db: Connection, site: Site, leader_id: int, visit: Visit, *, proven: bool = False
) -> str:
    """The token of a new session. Unproven it opens the way to the second factor for a while, and nothing else."""
    token, now = fresh_token(), clock.now()
    await sql.add_session(
        db,
        token_hash=hash_of(token),
        leader_id=leader_id,
        at=now,
        expires_at=now + (session_life(site) if proven else min(HALF_LIFE, session_life(site))),
        factor_at=now if proven else None,
        address=visit.address,
        agent=visit.agent,
    )
    return token


async def find_session(db: Connection, site: Site, token: str) -> Session | None:
    """What this token opens, as long as it opens anything; one statement."""
    row = await sql.find_session(db, token_hash=hash_of(token), **_lasting(site))
    return _session(site, dict(row)) if row else None


def is_to_be_noted(site: Site, session: Session) -> bool:
    """Whether it is time to write down that this session is in use."""
    return clock.now() - session.last_seen_at >= min(SEEN_EVERY, idle_life(site) / 2)


async def note_seen(db: Connection, session: Session) -> None:
    await sql.note_seen(db, session_id=session.session_id, at=clock.now())


async def prove_session(db: Connection, site: Site, session: Session) -> str:
    """Note that the second factor was proven now; the session goes on under a new token, which is returned."""
    token, now = fresh_token(), clock.now()
    await sql.prove_session(
        db,
        session_id=session.session_id,
        token_hash=hash_of(token),
        at=now,
        expires_at=now + session_life(site),
    )
    return token


async def hold_session(db: Connection, session: Session) -> bool:
    """Whether it lasts still; until the transaction ends nobody else proves or ends it."""
    return await sql.hold_session(db, session_id=session.session_id) is not None


async def note_wrong_code(db: Connection, session: Session) -> bool:
    """Whether that was one too many: then the session has ended."""
    wrong = await sql.note_wrong_code(
        db, session_id=session.session_id, most=MOST_WRONG_CODES, at=clock.now()
    )
    return wrong is None or wrong >= MOST_WRONG_CODES


def is_fresh(site: Site, session: Session) -> bool:
    """Whether the second factor was proven a moment ago."""
    life = timedelta(minutes=site.settings.limits.fresh_minutes)
    return session.factor_at is not None and clock.now() - session.factor_at < life


async def sessions_of(db: Connection, site: Site, leader_id: int) -> list[Shown]:
    rows = await sql.sessions_of(db, leader_id=leader_id, **_lasting(site))
    return [Shown(**row) for row in rows]


async def end_session(db: Connection, token: str) -> int | None:
    """End a session; the number of the leader whose it was, None when it had ended before."""
    return await sql.end_session(db, token_hash=hash_of(token), at=clock.now())


async def end_one(db: Connection, leader_id: int, session_id: UUID) -> bool:
    """Whether this leader had such a session."""
    return bool(await sql.end_one(db, leader_id=leader_id, session_id=session_id, at=clock.now()))


async def end_all(db: Connection, leader_id: int) -> int:
    """How many there were."""
    return await sql.end_all(db, leader_id=leader_id, at=clock.now())


def session_life(site: Site) -> timedelta:
    return timedelta(hours=site.settings.limits.session_hours)


def idle_life(site: Site) -> timedelta:
    return timedelta(minutes=site.settings.limits.idle_minutes)


async def forget_sessions(db: Connection) -> None:
    """Those that are over; what their leaders did stays in the audit trail."""
    await sql.forget_sessions(db, before=clock.now())


def _lasting(site: Site) -> dict[str, datetime]:
    now = clock.now()
    return {"at": now, "idle_since": now - idle_life(site)}


def _session(site: Site, said: dict[str, Any]) -> Session:
    own = {name: said.pop(name) for name in ("session_id", "created_at", "last_seen_at", "factor_at")}
    return Session(leader=open_leader(site.seals, **said), **own)
