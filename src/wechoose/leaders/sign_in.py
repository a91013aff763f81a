"""Signing in and out: a link made on the server, of which only a hash is kept, good for one press."""

from datetime import timedelta

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.people import Leader
from wechoose.leaders.proofs import fresh_token, hash_of
from wechoose.leaders.sessions import NOWHERE, Visit, begin_session, end_session

sql = queries("leaders/sign_in")


async def make_link(db: Connection, site: Site, leader: Leader) -> str:
    """The address that signs this leader in; links made before and not used are good no longer.

    For the command alone: what a stranger can ask for must end nothing. Raises Refusal for who was stopped.
    """
    if await sql.is_stopped(db, leader_id=leader.leader_id):
        raise Refusal(_("%(email)s was stopped at the desk and can't sign in.") % {"email": leader.email})
    await sql.drop_unused_links(db, leader_id=leader.leader_id)
    link = await add_link(db, site, leader.leader_id, timedelta(hours=site.settings.limits.sign_in_hours))
    await trail.append(db, leader_id=None, act=acts.MADE_LINK, subject=leader.subject)
    return link


async def add_link(db: Connection, site: Site, leader_id: int, life: timedelta) -> str:
    """One more address that signs this leader in."""
    token = fresh_token()
    await sql.add_link(db, token_hash=hash_of(token), leader_id=leader_id, expires_at=clock.now() + life)
    return f"{site.settings.public_url}/desk/sign-in/{token}"


async def is_link_good(db: Connection, token: str) -> bool:
    return await sql.is_link_good(db, token_hash=hash_of(token), at=clock.now())


async def use_link(db: Connection, site: Site, token: str, visit: Visit = NOWHERE) -> str | None:
    """The token of a new session, whose second factor is to be proven yet; None when the link is good for nothing."""
    # One conditional update: of two presses at once the second waits for the first, then finds nothing to use.
    leader_id = await sql.spend_link(db, token_hash=hash_of(token), at=clock.now())
    if leader_id is None:
        return None
    await trail.append(db, leader_id=leader_id, act=acts.USED_LINK, address=visit.address)
    return await begin_session(db, site, leader_id, visit)


async def sign_out(db: Connection, session_token: str, address: str = "") -> None:
    """End this session; one that has ended already, or never was, is no matter."""
    leader_id = await end_session(db, session_token)
    if leader_id is not None:
        await trail.append(db, leader_id=leader_id, act=acts.SIGNED_OUT, address=address)


async def forget_links(db: Connection) -> None:
    """Those that are good no longer."""
    await sql.forget_links(db, before=clock.now())
