import asyncio
from typing import Any

import pytest

from tests.approvals.cast import BREAKFAST, Breakfasts
from wechoose.approvals.approvals import Approval, ask, askers, find_approval, hold_approval, open_approvals
from wechoose.approvals.deciding import approve, expire, refuse, withdraw
from wechoose.audit import acts, trail
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.standing import stop

Cast = tuple[Leader, Leader]


async def test_what_was_asked_waits_and_is_carried_out_once_another_owner_approves(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 2})
    async with site.database.transaction() as db:
        assert breakfasts.made == []
        outcome = await approve(
            db, site, breakfasts.kinds, await hold_approval(db, site, number), bea, "Enjoy", "192.0.2.7"
        )
    assert (outcome, breakfasts.made) == ("/desk", [(ann.leader_id, {"eggs": 2})])
    found = await find(site, number)
    assert (found.status, found.decided_by, found.decision) == ("approved", bea.leader_id, "Enjoy")


async def test_nobody_decides_what_they_asked_for(site: Site, owners: Cast, breakfasts: Breakfasts) -> None:
    ann, _bea = owners
    number = await asked(site, ann, {})
    async with site.database.transaction() as db:
        approval = await hold_approval(db, site, number)
        with pytest.raises(Refusal, match="somebody else decides"):
            await approve(db, site, breakfasts.kinds, approval, ann)
        with pytest.raises(Refusal, match="somebody else decides"):
            await refuse(db, breakfasts.kinds, approval, ann, "no")
    assert (await find(site, number)).is_open


async def test_what_was_refused_or_taken_back_is_not_decided_again(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    first, second = await asked(site, ann, {"eggs": 1}), await asked(site, ann, {"eggs": 2})
    async with site.database.transaction() as db:
        await refuse(db, breakfasts.kinds, await hold_approval(db, site, first), bea, "Too early")
        with pytest.raises(Refusal, match="Only who asked"):
            await withdraw(db, breakfasts.kinds, await hold_approval(db, site, second), bea)
        await withdraw(db, breakfasts.kinds, await hold_approval(db, site, second), ann)
        for number in (first, second):
            with pytest.raises(Refusal, match="waits no longer"):
                await approve(db, site, breakfasts.kinds, await hold_approval(db, site, number), bea)
    assert breakfasts.made == []
    assert breakfasts.turned_down == [({"eggs": 1}, "refused"), ({"eggs": 2}, "withdrawn")]


async def test_what_nobody_decides_expires(
    site: Site, owners: Cast, breakfasts: Breakfasts, later: Any
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 1})
    await expire(site, breakfasts.kinds)
    assert (await find(site, number)).is_open
    later(days=7, minutes=1)
    assert not (await find(site, number)).is_open
    async with site.database.transaction() as db:
        with pytest.raises(Refusal, match="waits no longer"):
            await approve(db, site, breakfasts.kinds, await hold_approval(db, site, number), bea)
    await expire(site, breakfasts.kinds)
    await expire(site, breakfasts.kinds)
    assert (await find(site, number)).status == "expired"
    assert breakfasts.turned_down == [({"eggs": 1}, "expired")]


async def test_what_can_not_be_carried_out_changes_nothing_and_stays_open(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 0})
    async with site.database.transaction() as db:
        with pytest.raises(Refusal, match="No eggs"):
            await approve(db, site, breakfasts.kinds, await hold_approval(db, site, number), bea)
    assert (await find(site, number)).is_open
    async with site.database.transaction(read_only=True) as db:
        assert acts.ADDED_PARTNER not in [line.act for line in await trail.read_back(db)]


async def test_what_a_leader_asked_who_was_stopped_since_is_not_carried_out(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 1})
    async with site.database.transaction() as db:
        await stop(db, ann.leader_id)
        with pytest.raises(Refusal, match="may not do it any more"):
            await approve(db, site, breakfasts.kinds, await hold_approval(db, site, number), bea)
    assert breakfasts.made == []


async def test_asking_and_deciding_stand_on_the_trail_and_name_nobody(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 1, "for": "zoe@example.org"})
    async with site.database.transaction() as db:
        await refuse(
            db, breakfasts.kinds, await hold_approval(db, site, number), bea, "Too early", "192.0.2.9"
        )
        lines = (await trail.read_back(db))[:2]
        everything = str(await db.fetchval("select string_agg(a::text, ' ') from approvals a"))
    told = [(line.leader_id, line.act, line.subject, line.reason, line.address) for line in lines]
    assert told == [
        (bea.leader_id, acts.REFUSED, "kitchen", "Too early", "192.0.2.9"),
        (ann.leader_id, acts.ASKED_APPROVAL, "kitchen", "Hungry", "192.0.2.8"),
    ]
    assert [line.details for line in lines] == [
        {"approval": number, "what": BREAKFAST},
        {"approval": number, "what": BREAKFAST, "meal": 1},
    ]
    assert "zoe" not in everything


async def test_who_may_decide_is_told_how_many_wait(
    site: Site, owners: Cast, breakfasts: Breakfasts, later: Any
) -> None:
    ann, bea = owners
    await asked(site, ann, {})
    await asked(site, bea, {})
    async with site.database.transaction(read_only=True) as db:
        assert sorted(await askers(db)) == [ann.leader_id, bea.leader_id]
        assert len(await open_approvals(db, site)) == 2
    later(days=8)
    async with site.database.transaction(read_only=True) as db:
        assert await askers(db) == []
        assert await open_approvals(db, site) == []


async def test_of_two_who_approve_at_once_one_carries_it_out(
    site: Site, owners: Cast, breakfasts: Breakfasts
) -> None:
    ann, bea = owners
    number = await asked(site, ann, {"eggs": 1})
    async with site.database.transaction() as db:
        cyd = await add_leader(db, site, "cyd@example.org", "owner")

    async def approve_as(leader: Leader) -> str:
        async with site.database.transaction() as db:
            return await approve(db, site, breakfasts.kinds, await hold_approval(db, site, number), leader)

    answers = await asyncio.gather(approve_as(bea), approve_as(cyd), return_exceptions=True)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert len(breakfasts.made) == 1


async def test_what_was_never_asked_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        await find(site, 7)


async def asked(site: Site, leader: Leader, payload: dict[str, Any]) -> int:
    async with site.database.transaction() as db:
        return await ask(db, site, BREAKFAST, leader, "kitchen", {"meal": 1}, payload, "Hungry", "192.0.2.8")


async def find(site: Site, number: int) -> Approval:
    async with site.database.transaction(read_only=True) as db:
        return await find_approval(db, site, number)
