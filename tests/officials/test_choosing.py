"""Officials are chosen by whole groups, or searched one by one."""

import pytest

from wechoose.base.refusals import NotFound
from wechoose.base.site import Site
from wechoose.officials.choosing import Search, groups, officials_of_group, search
from wechoose.officials.officials import find_officials


async def test_all_hundred_senators_come_in_one_go_two_of_each_state(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        senators = await officials_of_group(db, "senators")
    assert [each.state for each in senators[:4]] == ["AK", "AK", "AL", "AL"]
    assert len(senators) == 100
    assert {each.kind for each in senators} == {"senator"}


async def test_who_works_in_some_states_finds_only_theirs(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        counts = {group.code: group.count for group in await groups(db, ["NJ", "VT"])}
        states = {each.state for each in await officials_of_group(db, "representatives", ["NJ", "VT"])}
    assert counts["senators"] == 4
    assert "secretary" not in counts
    assert states == {"NJ", "VT"}


async def test_members_of_a_committee_are_found_with_their_part_in_it(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        members = await officials_of_group(db, "senate-committee")
    roles = {each.role for member in members for each in member.committees if each.code == "SSHR"}
    assert len(members) == 23
    assert {"Chairman", "Ranking Member"} <= roles


async def test_a_group_that_is_none_is_not_found(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        with pytest.raises(NotFound):
            await officials_of_group(db, "everybody")


async def test_those_chosen_come_in_the_usual_order_and_unknown_numbers_not_at_all(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        senators = await officials_of_group(db, "senators", ["AK"])
        (secretary,) = await officials_of_group(db, "secretary")
        ids = [each.official_id for each in (*reversed(senators), secretary)]
        found = await find_officials(db, [*ids, 2**40, -1, 999_999])
    assert found == [secretary, *senators]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("murkow", "Lisa Murkowski"),
        ("MURKOWSKI lisa", "Lisa Murkowski"),
        ("lujan gris", "Michelle Lujan Grisham"),
        ("Luján Grisham", "Michelle Lujan Grisham"),
        ("flagstaff", "Becky Daggett"),
        ("'; drop table officials --", ""),
        ("& | ! ( :* <->", None),
        ("lisa & !murkowski", "Lisa Murkowski"),
    ],
)
async def test_beginnings_of_words_find_somebody(in_office: Site, typed: str, found: str | None) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        page = await search(db, Search(typed))
    names = [each.name for each in page.officials]
    assert names == [] if found == "" else found is None or found in names


async def test_a_search_goes_on_page_by_page(in_office: Site) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        wanted = Search(kinds=("representative",))
        pages = [await search(db, wanted, number, limit=200) for number in (1, 2, 3, 4)]
    assert [len(page.officials) for page in pages] == [200, 200, 37, 0]
    assert [page.count for page in pages] == [437, 437, 437, 0]
    assert len({each.official_id for page in pages for each in page.officials}) == 437
