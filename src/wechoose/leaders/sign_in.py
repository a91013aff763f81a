"""Signing in and out: a link made on the server, of which only a hash is kept, good for one press."""

from datetime import timedelta

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.leaders.people import Leader
from wechoose.leaders.proofs import fresh_token, hash_of
from wechoose.leaders.sessions import begin_session, end_session, forget_sessions

sql = queries("leaders/sign_in")


async def make_link(db: Connection, site: Site, leader: Leader) -> str:
    """The address that signs this leader in; links made before and not used are good no longer."""
    token = fresh_token()
    expires_at = clock.now() + timedelta(hours=site.settings.limits.sign_in_hours)
    await sql.drop_unused_links(db, leader_id=leader.leader_id)
    await sql.add_link(db, token_hash=hash_of(token), leader_id=leader.leader_id, expires_at=expires_at)
    await trail.append(db, leader_id=None, act=acts.MADE_LINK, subject=leader.subject)
    return f"{site.settings.public_url}/desk/sign-in/{token}"


async def is_link_good(db: Connection, token: str) -> bool:
    return await sql.is_link_good(db, token_hash=hash_of(token), at=clock.now())


async def use_link(db: Connection, site: Site, token: str, address: str = "") -> str | None:
    """The token of a new session, or None when the link is spent, too old or never was."""
    # One conditional update: of two presses at once the second waits for the first, then finds nothing to use.
    leader_id = await sql.spend_link(db, token_hash=hash_of(token), at=clock.now())
    if leader_id is None:
        return None
    await trail.append(db, leader_id=leader_id, act=acts.SIGNED_IN, address=address)
    return await begin_session(db, site, leader_id)


async def sign_out(db: Connection, session_token: str, address: str = "") -> None:
    """End this session; one that has ended already, or never was, is no matter."""
    leader_id = await end_session(db, session_token)
    if leader_id is not None:
        await trail.append(db, leader_id=leader_id, act=acts.SIGNED_OUT, address=address)


async def forget_what_is_over(site: Site) -> None:
    """Links and sessions that are good no longer."""
    async with site.database.transaction() as db:
        await sql.forget_links(db, before=clock.now())
        await forget_sessions(db)
