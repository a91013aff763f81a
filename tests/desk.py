"""Coming in to the desk, for tests: the one place that knows how a leader signs in."""

import re
from collections.abc import Sequence

import httpx

from wechoose.base.site import Site
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.sign_in import make_link

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


async def enter(
    client: httpx.AsyncClient,
    site: Site,
    email: str = "owner@example.org",
    role: str = "owner",
    partner: str = "",
    states: Sequence[str] = (),
) -> Leader:
    """This browser signed in as a leader, added unless known: by a real link."""
    async with site.database.transaction() as db:
        leader = await add_leader(db, site, email, role, partner, states)
        link = await make_link(db, site, leader)
    answer = await client.post(link)
    assert answer.status_code == 303, answer.text
    return leader


async def csrf_of(client: httpx.AsyncClient, address: str = "/desk") -> str:
    """The proof that the desk's forms carry, from a page that has one; the same on every page of a visit."""
    page = await client.get(address, follow_redirects=True)
    found = CSRF.search(page.text)
    assert found, f"no form at {address}"
    return found[1]
