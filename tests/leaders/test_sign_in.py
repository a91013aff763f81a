import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from wechoose.base.limits import Limits
from wechoose.base.site import Site
from wechoose.leaders.people import Leader
from wechoose.leaders.sessions import end_session, find_session
from wechoose.leaders.sign_in import is_link_good, make_link, use_link

Link = Callable[[], Awaitable[str]]


async def test_a_link_signs_its_leader_in_once(site: Site, leader: Leader, link: Link) -> None:
    token = _token(await link())
    session = await _press(site, token)
    assert session is not None
    async with site.database.transaction(read_only=True) as db:
        found = await find_session(db, site, session)
        assert found
        assert (found.leader, found.factor_at) == (leader, None)
        assert not await is_link_good(db, token)
    assert await _press(site, token) is None


async def test_a_link_pressed_ten_times_at_once_opens_one_session(site: Site, link: Link) -> None:
    token = _token(await link())
    sessions = await asyncio.gather(*[_press(site, token) for _ in range(10)])
    assert len([session for session in sessions if session]) == 1
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from sessions") == 1


async def test_a_new_link_takes_the_place_of_one_that_nobody_used(site: Site, link: Link) -> None:
    older, newer = _token(await link()), _token(await link())
    assert await _press(site, older) is None
    assert await _press(site, newer) is not None


async def test_a_link_is_good_for_its_hours_only(site: Site, leader: Leader) -> None:
    hurried = _with_limits(site, Limits(sign_in_hours=0))
    async with site.database.transaction() as db:
        token = _token(await make_link(db, hurried, leader))
    assert await _press(site, token) is None


async def test_a_session_lasts_its_hours_only(site: Site, link: Link) -> None:
    hurried = _with_limits(site, Limits(session_hours=0))
    session = await _press(hurried, _token(await link()))
    assert session is not None
    async with site.database.transaction(read_only=True) as db:
        assert await find_session(db, site, session) is None


async def test_a_session_that_was_ended_stays_ended(site: Site, leader: Leader, link: Link) -> None:
    session = await _press(site, _token(await link()))
    assert session is not None
    async with site.database.transaction() as db:
        assert await end_session(db, session) == leader.leader_id
        assert await end_session(db, session) is None
        assert await find_session(db, site, session) is None


async def test_the_database_keeps_no_token_that_could_be_used(site: Site, link: Link) -> None:
    token = _token(await link())
    unused = _token(await link())
    session = await _press(site, unused)
    async with site.database.transaction(read_only=True) as db:
        rows = await db.fetch(
            "select l::text from sign_in_links l union all select s::text from sessions s"
            " union all select a::text from audit a"
        )
    kept = "".join(row[0] for row in rows)
    assert not any(secret in kept for secret in (token, unused, str(session)))


def _token(url: str) -> str:
    return url.rpartition("/")[2]


async def _press(site: Site, token: str) -> str | None:
    async with site.database.transaction() as db:
        return await use_link(db, site, token)


def _with_limits(site: Site, limits: Limits) -> Site:
    return msgspec.structs.replace(site, settings=msgspec.structs.replace(site.settings, limits=limits))
