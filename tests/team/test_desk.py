import asyncio

import pytest

from tests.visitors import Lobby, Visitor
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders.standing import Member, hold_owners, members

TEAM = "/desk/team"
NEW = {"email": "Dan@example.org", "role": "deliverer", "states": "nj, MI", "reason": "Trenton"}


async def found(site: Site, email: str) -> Member | None:
    async with site.database.transaction(read_only=True) as db:
        return next((each for each in await members(db, site) if each.leader.email == email), None)


async def newest(site: Site) -> trail.Line:
    async with site.database.transaction(read_only=True) as db:
        return (await trail.read_back(db))[0]


async def letters(site: Site) -> list[tuple[str, int]]:
    """What was written, to whom, the oldest first; but for what tells of a second factor."""
    async with site.database.transaction(read_only=True) as db:
        rows = await db.fetch(
            "select kind, leader_id from leader_letters where kind <> 'factor_changed' order by created_at, letter_id"
        )
        return [(row["kind"], row["leader_id"]) for row in rows]


def place_of(member: Member | None) -> str:
    assert member
    return f"{TEAM}/{member.leader.leader_id}"


async def approve(owner: Visitor, place: str) -> None:
    answer = await owner.post(f"{place.partition('?')[0]}/decision", decision="approve", reason="Yes")
    assert answer.status_code == 303, answer.text


async def test_the_only_owner_invites_at_once_and_it_is_written_down_without_the_address(
    come_in: Lobby, site: Site
) -> None:
    ann = await come_in("ann@example.org")
    answer = await ann.post(f"{TEAM}/new", **NEW)
    dan = await found(site, "dan@example.org")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{place_of(dan)}?done=invited")
    assert dan
    assert (dan.leader.role, dan.leader.states, dan.standing) == ("deliverer", ("MI", "NJ"), "invited")
    line = await newest(site)
    assert (line.leader_id, line.act, line.subject) == (
        ann.leader.leader_id,
        acts.INVITED_LEADER,
        dan.leader.subject,
    )
    assert (line.details, line.reason, line.address) == (
        {"role": "deliverer", "states": "MI NJ"},
        "Trenton",
        "127.0.0.1",
    )
    assert "dan@example.org" in (await ann.get(TEAM)).text
    assert await letters(site) == [("invitation", dan.leader.leader_id)]


async def test_with_two_owners_an_invitation_waits_and_its_address_is_sealed(
    come_in: Lobby, site: Site
) -> None:
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    place = (await ann.post(f"{TEAM}/new", **NEW)).headers["location"]
    assert place.startswith("/desk/approvals/")
    assert await found(site, "dan@example.org") is None
    async with site.database.transaction(read_only=True) as db:
        everything = await db.fetchval(
            "select string_agg(a::text, ' ') from (select a::text from approvals a union all"
            " select t::text from audit t) as a"
        )
    assert "dan@" not in str(everything)
    assert await letters(site) == [("approval_asked", bea.leader.leader_id)]
    assert "dan@example.org is invited as deliverer for MI, NJ" in (await bea.get(place)).text
    await approve(bea, place)
    dan = await found(site, "dan@example.org")
    assert dan
    assert place_of(dan) in (await ann.get(place)).text


WRONG: list[tuple[dict[str, str], str]] = [
    ({"email": "nobody"}, "Write an e-mail address"),
    ({"role": "king"}, "Choose a role."),
    ({"role": ""}, "Choose a role."),
    ({"states": "NJ XX"}, "XX: no such state"),
    ({"role": "editor"}, "Only the role Deliverer goes with states."),
    ({"role": "editor", "states": "", "partner": "j4j"}, "Only the role Partner goes with"),
    ({"role": "partner", "states": ""}, "Choose the organization"),
    ({"role": "partner", "states": "", "partner": "nobody"}, "Choose the organization"),
    ({"reason": ""}, "Say in a few words why."),
    ({"email": "ANN@example.org"}, "Nobody changes their own role"),
    ({"email": "ed@example.org"}, "is a leader already"),
]


@pytest.mark.parametrize("owners", [1, 2])
async def test_what_is_wrong_with_an_invitation_is_said_before_anybody_is_asked_and_stays_typed(
    come_in: Lobby, site: Site, owners: int
) -> None:
    ann = await come_in("ann@example.org")
    await come_in("ed@example.org", "editor")
    if owners > 1:
        await come_in("bea@example.org")
    before = await newest(site)
    for typed, sentence in WRONG:
        answer = await ann.post(f"{TEAM}/new", **NEW | typed)
        assert (answer.status_code, sentence in answer.text) == (422, True), typed
        assert f'value="{(NEW | typed)["email"]}"' in answer.text
    assert await newest(site) == before


async def test_another_role_waits_for_another_owner_and_then_is_so(come_in: Lobby, site: Site) -> None:
    ann, bea, ed = [await come_in(f"{name}@example.org") for name in ("ann", "bea", "ed")]
    home = place_of(await found(site, "ed@example.org"))
    place = (await ann.post(f"{home}/role", role="editor", reason="Writes")).headers["location"]
    assert (await ed.get(TEAM)).status_code == 200
    assert "ed@example.org becomes editor" in (await bea.get(place)).text
    await approve(bea, place)
    assert (await ed.get(TEAM)).status_code == 404
    async with site.database.transaction(read_only=True) as db:
        approved, changed, asked = (await trail.read_back(db))[:3]
    assert [line.act for line in (asked, changed, approved)] == [
        acts.ASKED_APPROVAL,
        acts.CHANGED_ROLE,
        acts.APPROVED,
    ]
    assert (changed.leader_id, changed.reason, changed.details) == (
        ann.leader.leader_id,
        "Writes",
        {"role": "editor"},
    )


async def test_who_is_stopped_is_out_at_once_and_back_when_resumed(come_in: Lobby, site: Site) -> None:
    ann, ed = await come_in("ann@example.org"), await come_in("ed@example.org", "editor")
    home = place_of(await found(site, "ed@example.org"))
    assert (await ed.get("/desk")).status_code == 200
    assert (await ann.post(f"{home}/stop", reason="Left us")).headers["location"] == f"{home}?done=stopped"
    assert (await ed.get("/desk")).headers["location"] == "/desk/sign-in"
    assert (await newest(site)).act == acts.STOPPED_LEADER
    assert (await ann.post(f"{home}/stop", reason="Again")).status_code == 422
    assert (await ann.post(f"{home}/resume", reason="Is back")).status_code == 303
    again = await found(site, "ed@example.org")
    assert again
    assert again.standing == "joined"


async def test_nobody_changes_themselves(come_in: Lobby, site: Site) -> None:
    ann = await come_in("ann@example.org")
    await come_in("bea@example.org")
    home = place_of(await found(site, "ann@example.org"))
    for act in ("role", "stop", "resume", "invitation", "withdrawal"):
        answer = await ann.post(f"{home}/{act}", role="editor", reason="Why not")
        assert (answer.status_code, "Nobody changes their own role" in answer.text) == (422, True)


async def test_the_last_owner_who_can_come_in_stays_one(come_in: Lobby, site: Site) -> None:
    """Also where who wants it was never seen to join."""
    ann = await come_in("ann@example.org")
    await come_in("bea@example.org")
    async with site.database.transaction() as db:
        await db.execute("update leaders set joined_at = null where leader_id = $1", ann.leader.leader_id)
    home = place_of(await found(site, "bea@example.org"))
    for act in ("role", "stop"):
        answer = await ann.post(f"{home}/{act}", role="editor", reason="Why not")
        assert (answer.status_code, "the campaign needs one" in answer.text) == (422, True)


async def test_of_two_owners_who_stop_each_other_at_once_one_stays(come_in: Lobby, site: Site) -> None:
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    async with site.database.transaction() as db:
        await db.execute("insert into site_facts values ('second_person', 'off')")
    homes = [place_of(await found(site, f"{name}@example.org")) for name in ("bea", "ann")]
    answers = await asyncio.gather(
        ann.post(f"{homes[0]}/stop", reason="Out"), bea.post(f"{homes[1]}/stop", reason="Out")
    )
    assert sorted(answer.status_code for answer in answers)[0] == 303
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from leaders where stopped_at is null") == 1


async def test_what_was_asked_about_a_leader_who_changed_meanwhile_gets_a_sentence_and_stays_open(
    come_in: Lobby, site: Site
) -> None:
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    await come_in("ed@example.org", "editor")
    home = place_of(await found(site, "ed@example.org"))
    first, second = [
        (await ann.post(f"{home}/stop", reason="Left")).headers["location"].partition("?")[0]
        for _each in range(2)
    ]
    await approve(bea, first)
    answer = await bea.post(f"{second}/decision", decision="approve", reason="Yes")
    assert (answer.status_code, "stopped already" in answer.text) == (422, True)
    assert "Your decision" in (await bea.get(second)).text


async def test_an_invitation_is_sent_again_or_taken_back_and_then_given_anew(
    come_in: Lobby, site: Site
) -> None:
    ann = await come_in("ann@example.org")
    await ann.post(f"{TEAM}/new", **NEW)
    home = place_of(await found(site, "dan@example.org"))
    assert (await ann.post(f"{home}/invitation", reason="Got lost")).headers[
        "location"
    ] == f"{home}?done=again"
    assert len(await letters(site)) == 2
    assert (await ann.post(f"{home}/withdrawal", reason="")).status_code == 422
    assert (await ann.post(f"{home}/withdrawal", reason="Wrong Dan")).status_code == 303
    assert (await newest(site)).act == acts.TOOK_BACK_INVITATION
    assert (await ann.post(f"{home}/invitation", reason="Got lost")).status_code == 422
    again = NEW | {"role": "editor", "states": ""}
    assert (await ann.post(f"{TEAM}/new", **again)).headers["location"] == f"{home}?done=invited"
    dan = await found(site, "dan@example.org")
    assert dan
    assert (dan.leader.role, dan.leader.states, dan.standing) == ("editor", (), "invited")


async def test_the_setting_is_turned_on_with_two_owners_only_and_turned_off_by_two(
    come_in: Lobby, site: Site
) -> None:
    ann = await come_in("ann@example.org")
    alone = await ann.post(f"{TEAM}/second-person", value="on", reason="Safer")
    assert (alone.status_code, "two owners" in alone.text) == (422, True)
    bea = await come_in("bea@example.org")
    for value, reason in (("", "Why not"), ("off", "")):
        answer = await ann.post(f"{TEAM}/second-person", value=value, reason=reason)
        assert answer.status_code == 422
    place = (await ann.post(f"{TEAM}/second-person", value="off", reason="Slow")).headers["location"]
    assert "No second person is asked any more" in (await bea.get(place)).text
    await approve(bea, place)
    ed = await come_in("ed@example.org", "editor")
    home = place_of(await found(site, "ed@example.org"))
    assert (await ann.post(f"{home}/stop", reason="Left")).headers["location"] == f"{home}?done=stopped"
    assert (await ed.get("/desk")).status_code == 303
    on = await ann.post(f"{TEAM}/second-person", value="on", reason="Safer")
    assert on.headers["location"] == f"{TEAM}?done=set"
    assert (await newest(site)).details == {"second person": "on"}


async def test_two_owners_stay_as_long_as_the_campaign_wants_a_second_person(
    come_in: Lobby, site: Site
) -> None:
    """Or the one who is left could change nothing, not even that."""
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    await approve(
        bea, (await ann.post(f"{TEAM}/second-person", value="on", reason="Safer")).headers["location"]
    )
    home = place_of(await found(site, "bea@example.org"))
    for act in ("role", "stop"):
        answer = await ann.post(f"{home}/{act}", role="editor", reason="Leaves us")
        assert (answer.status_code, "two owners must stay" in answer.text) == (422, True)
    await approve(
        bea, (await ann.post(f"{TEAM}/second-person", value="off", reason="Two")).headers["location"]
    )
    assert (await ann.post(f"{home}/stop", reason="Leaves us")).status_code == 303


async def test_a_leader_that_is_not_there_is_not_found(come_in: Lobby) -> None:
    ann = await come_in("ann@example.org")
    for number in ("0", "999", str(2**31), str(10**20), "x"):
        assert (await ann.get(f"{TEAM}/{number}")).status_code == 404
        assert (await ann.post(f"{TEAM}/{number}/stop", reason="Why")).status_code == 404


async def test_changes_of_the_team_and_other_acts_of_owners_do_not_wait_in_a_circle(
    come_in: Lobby, site: Site
) -> None:
    """One holds the owners and needs the trail, the other holds the trail and names an owner."""
    ann = await come_in("ann@example.org")
    bea = await come_in("bea@example.org")
    async with site.database.transaction() as team, site.database.transaction() as other:
        await hold_owners(team)
        async with asyncio.timeout(10):
            await trail.append(other, leader_id=bea.leader.leader_id, act=acts.SIGNED_OUT)
    assert (await ann.get(TEAM)).status_code == 200
