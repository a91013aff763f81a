"""Officials come from files again and again, and what leaders wrote over them stays."""

from datetime import date

from wechoose.base.site import Site
from wechoose.officials.choosing import groups, officials_of_group
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
        (secretary,) = await officials_of_group(db, "secretary")
    assert governors["NJ"].source_date == date(2026, 2, 8)
    assert governors["PA"].source_date == date(2026, 8, 5)
    assert secretary.source_date == date(2026, 1, 31)
