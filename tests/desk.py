"""Coming in to the desk, for tests: the one place that knows how a leader signs in."""

import re
from collections.abc import Sequence

import httpx

from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.leaders.factors import By, set_authenticator
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.sign_in import make_link
from wechoose.leaders.totp import Authenticator, code_of, find_authenticator, new_secret, next_code, now_step

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
FACTOR = "/desk/second-factor"


async def enter(
    client: httpx.AsyncClient,
    site: Site,
    email: str = "owner@example.org",
    role: str = "owner",
    partner: str = "",
    states: Sequence[str] = (),
) -> Leader:
    """This browser signed in as a leader, added unless known: by a real link and a real code."""
    leader = await begin(client, site, email, role, partner, states)
    await prove(client, site, leader)
    return leader


async def begin(
    client: httpx.AsyncClient,
    site: Site,
    email: str = "owner@example.org",
    role: str = "owner",
    partner: str = "",
    states: Sequence[str] = (),
) -> Leader:
    """The same with the link alone: the second factor is to be proven yet."""
    async with site.database.transaction() as db:
        leader = await add_leader(db, site, email, role, partner, states)
        link = await make_link(db, site, leader)
    answer = await client.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, FACTOR), answer.text
    return leader


async def prove(client: httpx.AsyncClient, site: Site, leader: Leader) -> None:
    """By the code that the leader's app shows; one is set up for who has none."""
    code = await code_for(site, leader)
    answer = await client.post(FACTOR, data={"csrf": await csrf_of(client, FACTOR), "proof_code": code})
    assert answer.status_code == 303, answer.text


async def code_for(site: Site, leader: Leader) -> str:
    """A code that is good now. Time has passed since the last one, as far as the app can tell."""
    async with site.database.transaction() as db:
        if await find_authenticator(db, site, leader.leader_id) is None:
            secret = new_secret()
            assert await set_authenticator(db, site, By(leader, ""), secret, code_of(secret, now_step()))
        await db.execute("update authenticators set last_step = 0 where leader_id = $1", leader.leader_id)
        authenticator = await find_authenticator(db, site, leader.leader_id)
    assert authenticator
    return next_code(authenticator)


def code_shown(secret: str) -> str:
    """What an app shows now that knows this secret."""
    return next_code(Authenticator(secret.replace(" ", ""), clock.now(), 0))


async def csrf_of(client: httpx.AsyncClient, address: str = "/desk") -> str:
    """The proof that the desk's forms carry, from a page that has one; the same on every page of a visit."""
    page = await client.get(address, follow_redirects=True)
    found = CSRF.search(page.text)
    assert found, f"no form at {address}"
    return found[1]
