"""Whose signatures an official is handed."""

from wechoose.base.site import Site
from wechoose.officials.choosing import officials_of_group
from wechoose.officials.constituency import Constituency, constituency
from wechoose.officials.officials import Official


async def one(site: Site, group: str, state: str = "", district: int | None = None) -> Official:
    async with site.database.transaction(read_only=True) as db:
        found = await officials_of_group(db, group, [state] if state else [])
    return next(each for each in found if district is None or each.district == district)


async def test_the_secretary_and_the_president_are_the_whole_countrys(in_office: Site) -> None:
    for group in ("secretary", "white-house"):
        assert constituency(await one(in_office, group)) == Constituency("nation")
    assert Constituency("nation").holds("AE", None)


async def test_senators_governors_and_agencies_are_their_states(in_office: Site) -> None:
    for group in ("senators", "governors", "education-agencies"):
        whose = constituency(await one(in_office, group, "NJ"))
        assert whose == Constituency("state", "NJ")
        assert whose.holds("NJ", None)
        assert not whose.holds("NY", "07030")


async def test_a_representative_is_handed_only_who_certainly_lives_there(in_office: Site) -> None:
    whose = constituency(await one(in_office, "representatives", "NJ", 8))
    assert whose == Constituency("district", "NJ", 8)
    assert whose.holds("NJ", "07030")
    # Of several districts, without a ZIP code, and with one of another state.
    assert not any(whose.holds("NJ", zip_code) for zip_code in ("07302", None, "10025"))
    assert not whose.holds("NY", "07030")


async def test_a_representative_at_large_is_handed_the_whole_state(in_office: Site) -> None:
    whose = constituency(await one(in_office, "representatives", "VT"))
    assert whose == Constituency("district", "VT", 0)
    assert whose.holds("VT", None)
    assert not whose.holds("NH", None)


async def test_a_mayor_is_handed_nobody_until_a_leader_names_zip_codes(in_office: Site) -> None:
    whose = constituency(await one(in_office, "mayors", "NJ"))
    assert whose == Constituency("zips", "NJ")
    assert not whose.holds("NJ", "07030")
    assert Constituency("zips", "NJ", zips=frozenset({"07030"})).holds("NJ", "07030-1234")
    assert not Constituency("zips", "NJ", zips=frozenset({"07030"})).holds("NY", "07030")
