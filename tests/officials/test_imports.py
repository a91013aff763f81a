"""Officials come from files again and again, and what leaders wrote over them stays."""

import asyncio
from datetime import date

import pytest

from tests.officials.files import MURKOWSKI, NEWARK, NEWER, bring_in, file
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.officials import details, editing
from wechoose.officials.choosing import groups, officials_of_group
from wechoose.officials.deeds import By
from wechoose.officials.imports import import_officials, in_force, plan_import
from wechoose.officials.officials import Official, find_official
from wechoose.officials.shipped import import_shipped, move_in

SHIPPED = {
    "senators": 100,
    "representatives": 437,
    "senate-committee": 23,
    "house-committee": 36,
    "governors": 52,
    "education-agencies": 55,
    "secretary": 1,
    "white-house": 2,
    "mayors": 591,
    "school-districts": 18_285,
}
HELP = {"committee_id": "SSHR", "committee": "Senate HELP", "bioguide": "M001153"}


async def only(db: Connection, group: str) -> Official:
    (official,) = await officials_of_group(db, group)
    return official


async def write(db: Connection, official: Official, **texts: str) -> None:
    typed = details.as_typed(official) | texts
    by = By(None)
    await editing.change(db, official, details.check(typed, official), by)


async def test_an_empty_site_gets_all_shipped_officials_once(site: Site) -> None:
    async with site.database.transaction() as db:
        assert await move_in(db)
        assert not await move_in(db)
        assert {group.code: group.count for group in await groups(db)} == SHIPPED


async def test_the_same_files_again_change_nothing(in_office: Site) -> None:
    async with in_office.database.transaction() as db:
        plans = await import_shipped(db, ("congress", "committees", "governors", "mayors"))
    assert {(plan.file, *plan.counts.values(), len(plan.rows)) for plan in plans} == {
        ("congress", 0, 0, 0, 0),
        ("committees", 0, 0, 0, 0),
        ("governors", 0, 0, 0, 0),
        ("mayors", 0, 0, 0, 0),
    }


async def test_an_official_says_how_old_what_is_known_is(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        governors = {each.state: each for each in await officials_of_group(db, "governors")}
        secretary = await only(db, "secretary")
        files = await in_force(db)
    assert governors["NJ"].source_date == date(2026, 2, 8)
    assert governors["PA"].source_date == date(2026, 8, 5)
    assert secretary.source_date == date(2026, 1, 31)
    assert files["governors"]["source_date"] == date(2026, 8, 5)


async def test_a_newer_file_changes_what_it_says_otherwise(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        plan = await bring_in(db, "congress", MURKOWSKI | {"phone": "202-224-0000"})
        senator = await only(db, "senators")
    assert [changed.fields for changed in plan.changed] == [{"phone": ("202-224-6665", "202-224-0000")}]
    assert (senator.phone, senator.source, senator.edited) == ("202-224-0000", NEWER.source, {})


async def test_what_a_leader_wrote_stays_when_a_newer_file_comes_and_is_shown(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        await write(db, await only(db, "senators"), phone="907-555-0100")
        untouched = await bring_in(db, "congress", MURKOWSKI)
        plan = await bring_in(db, "congress", MURKOWSKI | {"phone": "202-224-0000"})
        senator = await only(db, "senators")
    assert untouched.conflicts == []
    (conflict,) = plan.conflicts
    assert (conflict.field, conflict.file_says, conflict.leader_wrote) == (
        "phone",
        "202-224-0000",
        "907-555-0100",
    )
    assert (senator.phone, senator.edited) == ("907-555-0100", {"phone": "202-224-0000"})


async def test_what_a_leader_wrote_is_the_files_once_it_says_the_same(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        await write(db, await only(db, "senators"), phone="202-224-0000")
        plan = await bring_in(db, "congress", MURKOWSKI | {"phone": "202-224-0000"})
        senator = await only(db, "senators")
    assert (plan.settled, plan.conflicts, senator.edited) == (1, [], {})


async def test_what_a_leader_emptied_stays_empty(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        await write(db, await only(db, "senators"), phone="")
        await bring_in(db, "congress", MURKOWSKI)
        senator = await only(db, "senators")
    assert (senator.phone, senator.edited) == ("", {"phone": "202-224-6665"})


async def test_who_is_missing_in_a_newer_file_is_offered_to_nobody_and_comes_back_with_the_next(
    site: Site,
) -> None:
    other = MURKOWSKI | {"bioguide": "S001198", "full_name": "Dan Sullivan", "last_name": "Sullivan"}
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI, other)
        plan = await bring_in(db, "congress", other)
        gone = await find_official(db, plan.gone[0].official_id)
        assert [each.name for each in await officials_of_group(db, "senators")] == ["Dan Sullivan"]
        back = await bring_in(db, "congress", MURKOWSKI, other)
        assert len(await officials_of_group(db, "senators")) == 2
    assert (gone.name, gone.is_offered) == ("Lisa Murkowski", False)
    assert [row.source_key for row in back.back] == ["congress:M001153"]


async def test_one_file_says_nothing_about_the_officials_of_another(in_office: Site) -> None:
    async with in_office.database.transaction() as db:
        plan = await bring_in(db, "mayors", NEWARK)
        counts = {group.code: group.count for group in await groups(db)}
    assert plan.is_short
    assert counts == {name: count for name, count in SHIPPED.items() if name != "school-districts"} | {
        "mayors": 1
    }


async def test_memberships_come_in_a_file_of_their_own_and_stay_when_congress_comes_anew(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        plan = await bring_in(db, "committees", HELP, HELP | {"bioguide": "X000001"})
        await bring_in(db, "congress", MURKOWSKI | {"phone": "1"})
        member = await only(db, "senate-committee")
        source = member.source_date
        await bring_in(db, "committees", HELP | {"bioguide": "X000001"})
        assert await officials_of_group(db, "senate-committee") == []
    assert plan.unknown == ["congress:X000001"]
    assert ([each.code for each in member.committees], source) == (["SSHR"], NEWER.as_of)


async def test_who_moves_to_the_senate_stays_the_same_official(site: Site) -> None:
    house = MURKOWSKI | {"chamber": "house", "title": "Representative", "district": "0"}
    async with site.database.transaction() as db:
        await bring_in(db, "congress", house)
        before = await only(db, "representatives")
        await bring_in(db, "congress", MURKOWSKI)
        after = await only(db, "senators")
    assert (after.official_id, after.district) == (before.official_id, None)


async def test_who_left_stays_away_until_somebody_else_holds_the_office(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "mayors", NEWARK)
        await editing.take_off(db, await only(db, "mayors"), By(None))
        await bring_in(db, "mayors", NEWARK | {"phone": "1"})
        assert await officials_of_group(db, "mayors") == []
        await bring_in(db, "mayors", NEWARK | {"full_name": "Somebody Else"})
        assert (await only(db, "mayors")).name == "Somebody Else"


async def test_zip_codes_that_a_leader_named_stay(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "mayors", NEWARK)
        await write(db, await only(db, "mayors"), zips="07102, 07103")
        await bring_in(db, "mayors", NEWARK | {"phone": "1"})
        assert (await only(db, "mayors")).zips == ("07102", "07103")


async def test_nothing_is_done_when_it_would_be_something_else_than_was_shown(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        newer = file("congress", MURKOWSKI | {"phone": "202-224-0000"})
        shown = await plan_import(db, newer, NEWER)
        await write(db, await only(db, "senators"), phone="907-555-0100")
        assert await import_officials(db, newer, NEWER, By(None), shown.digest) is None
        now = await plan_import(db, newer, NEWER)
        assert await import_officials(db, newer, NEWER, By(None), now.digest) is not None


@pytest.mark.parametrize("ends", [("2025-01-01", "2027-01-01"), ("2027-01-01", "2025-01-01")])
async def test_of_two_people_in_one_office_the_one_counts_whose_term_ends_last(ends: tuple[str, str]) -> None:
    first, second = ({**NEWARK, "full_name": f"Until {day}", "term_end": day} for day in ends)
    (entry,) = file("mayors", first, second).entries.values()
    assert entry.fields["name"] == "Until 2027-01-01"


async def test_a_leaders_word_on_a_committee_wins_over_the_file(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        await write(db, await only(db, "senators"), member="yes")
        member = await only(db, "senate-committee")
        await bring_in(db, "committees", HELP, HELP | {"committee_id": "SSHR11", "subcommittee": "Work"})
        await write(db, await only(db, "senators"), member="no")
        await bring_in(db, "congress", MURKOWSKI)
        assert await officials_of_group(db, "senate-committee") == []
        await write(db, await only(db, "senators"), member="")
        again = await only(db, "senate-committee")
    assert [each.code for each in member.committees] == ["SSHR"]
    assert [each.code for each in again.committees] == ["SSHR", "SSHR11"]


async def test_a_file_of_committees_brings_nobody_back_to_office(site: Site) -> None:
    other = MURKOWSKI | {"bioguide": "S001198", "full_name": "Dan Sullivan"}
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI, other)
        await bring_in(db, "congress", other)
        await bring_in(db, "committees", HELP)
        assert await officials_of_group(db, "senate-committee") == []


async def test_who_changes_an_official_while_a_file_comes_in_waits_and_loses_nothing(site: Site) -> None:
    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI)
        senator = await only(db, "senators")

    async def write_salutation() -> None:
        async with site.database.transaction() as db:
            held = await editing.hold_official(db, senator.official_id)
            await write(db, held, salutation="Dear Lisa,")

    async with site.database.transaction() as db:
        await bring_in(db, "congress", MURKOWSKI | {"phone": "202-224-0000"})
        writing = asyncio.create_task(write_salutation())
        while not await db.fetchval("select count(*) from pg_locks where not granted"):
            await asyncio.sleep(0)
    await writing
    async with site.database.transaction(read_only=True) as db:
        now = await only(db, "senators")
    assert (now.phone, now.edited) == ("202-224-0000", {"salutation": ""})
