"""The desk's pages about officials: found, written over, put back, added, taken off the list."""

from html import unescape

import pytest

from tests.officials.conftest import Desk, desk_of, only
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.officials import details
from wechoose.officials.officials import Official, find_official

NEW = {
    **details.BLANK,
    "kind": "mayor",
    "state": "NJ",
    "place": "Camden",
    "name": "Somebody New",
    "family_name": "New",
    "address": "City Hall\r\n520 Market Street\r\n\r\nCamden, NJ 08101",
    "email": "Mayor@Example.ORG",
    "website": "https://www.example.org/mayor",
    "term_end": "2029-12-31",
    "zips": "08102, 08103-1234  08104",
}


async def lines(site: Site) -> list[trail.Line]:
    async with site.database.transaction(read_only=True) as db:
        return await trail.read_back(db)


async def again(site: Site, official: Official) -> Official:
    async with site.database.transaction(read_only=True) as db:
        return await find_official(db, official.official_id)


async def test_the_list_shows_who_is_in_office_and_how_old_that_is(owner: Desk) -> None:
    page = (await owner.get("?group=senate-committee")).text
    assert "1 to 23 of 23 officials." in page
    assert "Senator Lisa Murkowski" in page
    assert "June 15, 2026" in page
    assert "term ended November 3, 2026" in page


async def test_a_search_finds_by_name_office_and_state_and_says_when_nobody_is_found(owner: Desk) -> None:
    assert "Governor Mikie Sherrill" in (await owner.get("?q=sherr&group=governors&state=NJ")).text
    assert "Nobody was found." in (await owner.get("?q=sherr&state=NY")).text
    odd = await owner.get("?q=%27%26%7C%00&group=none&state=XX&page=-1")
    assert odd.status_code == 200


async def test_long_lists_go_on_page_by_page_and_keep_what_was_asked(owner: Desk) -> None:
    page = unescape((await owner.get("?group=representatives&page=2")).text)
    assert "51 to 100 of 437 officials." in page
    assert 'href="/desk/officials?group=representatives&page=1"' in page
    assert 'href="/desk/officials?group=representatives&page=3"' in page
    assert "Nobody was found." in (await owner.get("?page=999999")).text


async def test_what_a_leader_writes_over_wins_and_the_page_says_what_the_file_says(
    owner: Desk, in_office: Site
) -> None:
    senator = await only(in_office, "senators", "AK")
    typed = details.as_typed(senator) | {"phone": "907-555-0100", "salutation": "Dear Lisa,"}
    answer = await owner.post(f"/{senator.official_id}", typed)
    assert (answer.status_code, answer.headers["location"][-13:]) == (303, "?done=changed")
    page = (await owner.get(f"/{senator.official_id}")).text
    assert f"The file says: {senator.phone}" in page
    assert "The file says nothing here." in page
    now = await again(in_office, senator)
    assert (now.phone, now.edited) == ("907-555-0100", {"phone": senator.phone, "salutation": ""})
    line = (await lines(in_office))[0]
    assert (line.act, line.subject, line.details) == (
        acts.CHANGED_OFFICIAL,
        senator.subject,
        {"phone": "907-555-0100", "salutation": "Dear Lisa,"},
    )


async def test_one_field_is_put_back_to_what_the_file_says_and_the_others_stay(
    owner: Desk, in_office: Site
) -> None:
    senator = await only(in_office, "senators", "AK")
    typed = details.as_typed(senator) | {"phone": "907-555-0100", "email": "lisa@example.org"}
    await owner.post(f"/{senator.official_id}", typed)
    await owner.post(f"/{senator.official_id}", {**typed, "back": ["phone"]})
    now = await again(in_office, senator)
    assert (now.phone, now.email, now.edited) == (senator.phone, "lisa@example.org", {"email": ""})


async def test_saving_what_is_there_already_changes_nothing(owner: Desk, in_office: Site) -> None:
    for group in ("senators", "governors", "mayors", "education-agencies", "secretary"):
        official = await only(in_office, group)
        answer = await owner.post(f"/{official.official_id}", {**details.as_typed(official)})
        assert answer.headers["location"].endswith("?done=same")
        assert await again(in_office, official) == official


async def test_what_is_wrong_is_said_field_by_field_and_nothing_typed_is_lost(
    owner: Desk, in_office: Site
) -> None:
    mayor = await only(in_office, "mayors", "NJ")
    typed = details.as_typed(mayor) | {
        "place": "",
        "email": "mayor at newark",
        "website": "javascript:alert(1)",
        "term_end": "next year",
        "zips": "07102 10025",
    }
    answer = await owner.post(f"/{mayor.official_id}", {**typed})
    assert answer.status_code == 422
    for sentence in (
        "Write the name of the city.",
        "Write the address like name@example.org.",
        "Write the whole address, beginning with https://",
        "Write the day like 2027-01-03.",
        "10025 is in another state.",
    ):
        assert sentence in answer.text
    assert "mayor at newark" in answer.text
    assert await again(in_office, mayor) == mayor


async def test_an_official_whom_no_file_knows_is_added_and_found(owner: Desk, in_office: Site) -> None:
    answer = await owner.post("/new", {**NEW})
    address = answer.headers["location"].removeprefix("/desk/officials")
    assert (answer.status_code, address[-11:]) == (303, "?done=added")
    async with in_office.database.transaction(read_only=True) as db:
        made = await find_official(db, int(address.strip("/").partition("?")[0]))
    assert (made.name, made.title, made.state, made.place) == ("Somebody New", "Mayor", "NJ", "Camden")
    assert made.address == ("City Hall", "520 Market Street", "Camden, NJ 08101")
    assert (made.email, made.zips) == ("Mayor@example.org", ("08102", "08103", "08104"))
    assert (made.edited, made.source_key) == ({}, "")
    assert "Mayor Somebody New" in (await owner.get("?q=camden")).text
    assert "Added by hand on" in (await owner.get(address)).text
    assert (await lines(in_office))[0].act == acts.ADDED_OFFICIAL


async def test_who_was_added_by_hand_is_changed_without_a_file_to_go_back_to(
    owner: Desk, in_office: Site
) -> None:
    address = (await owner.post("/new", {**NEW})).headers["location"].removeprefix("/desk/officials")
    here = address.partition("?")[0]
    await owner.post(here, {**NEW, "title": "Mayor", "phone": "856-555-0100"})
    page = (await owner.get(here)).text
    assert "856-555-0100" in page
    assert "The file says" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Choose which office it is."),
        ({"kind": "pope"}, "Choose which office it is."),
        ({"state": ""}, "Choose the state."),
        ({"kind": "representative", "district": "13"}, "Write the number of the district"),
        ({"kind": "representative", "district": "x"}, "Write the number of the district"),
        ({"place": ""}, "Write the name of the city."),
        ({"kind": "school_district", "place": ""}, "Write the name of the school district."),
        ({"zips": "0710"}, "0710 is no ZIP code"),
        ({"name": "x" * 151}, "That is 151 characters; there is room for 150."),
        ({"address": "x\n" * 9}, "An address has at most 8 lines."),
    ],
)
async def test_a_new_official_needs_an_office_and_a_place(
    owner: Desk, typed: dict[str, str], sentence: str
) -> None:
    answer = await owner.post("/new", {**NEW, **typed})
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)


async def test_a_representative_at_large_needs_no_district(owner: Desk, in_office: Site) -> None:
    typed = {**NEW, "kind": "representative", "state": "VT", "district": "", "zips": ""}
    assert (await owner.post("/new", typed)).status_code == 303
    page = (await owner.get("?q=somebody+new")).text
    assert "U.S. House of Representatives, Vermont" in page


async def test_who_is_taken_off_the_list_is_found_only_among_those_who_left(
    owner: Desk, in_office: Site
) -> None:
    mayor = await only(in_office, "mayors", "AK")
    await owner.post(f"/{mayor.official_id}/left")
    await owner.post(f"/{mayor.official_id}/left")
    assert not (await again(in_office, mayor)).is_offered
    assert mayor.name not in (await owner.get("?q=anchorage")).text
    assert mayor.name in (await owner.get("?q=anchorage&left=yes")).text
    await owner.post(f"/{mayor.official_id}/back")
    assert mayor.name in (await owner.get("?q=anchorage")).text
    acts_done = [line.act for line in await lines(in_office)][:2]
    assert acts_done == [acts.RETURNED_OFFICIAL, acts.LEFT_OFFICIAL]


async def test_who_delivers_in_some_states_sees_only_officials_of_theirs(in_office: Site) -> None:
    mine, other = await only(in_office, "senators", "NJ"), await only(in_office, "senators", "NY")
    nation = await only(in_office, "secretary")
    async with desk_of(in_office, "deliverer", ("NJ",)) as desk:
        page = (await desk.get("?state=NY")).text
        assert mine.name in page
        assert other.name not in page
        assert "New York" not in page
        assert (await desk.get(f"/{mine.official_id}")).status_code == 200
        for official in (other, nation):
            assert (await desk.get(f"/{official.official_id}")).status_code == 404


async def test_who_delivers_looks_and_changes_nothing(in_office: Site) -> None:
    senator = await only(in_office, "senators", "NJ")
    async with desk_of(in_office, "deliverer") as desk:
        page = (await desk.get(f"/{senator.official_id}")).text
        assert senator.phone in page
        assert '<form class="form"' not in page
        for address in (f"/{senator.official_id}", f"/{senator.official_id}/left", "/new", "/import"):
            assert (await desk.post(address, {**details.as_typed(senator)})).status_code == 404
    assert await again(in_office, senator) == senator


async def test_an_editor_changes_officials_and_brings_in_no_files(in_office: Site) -> None:
    senator = await only(in_office, "senators", "NJ")
    async with desk_of(in_office, "editor") as desk:
        typed = {**details.as_typed(senator), "phone": "1"}
        assert (await desk.post(f"/{senator.official_id}", typed)).status_code == 303
        assert (await desk.get("/import")).status_code == 404
        assert "/desk/officials/import" not in (await desk.get("")).text


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
async def test_nobody_has_a_number_that_is_none(owner: Desk, number: str) -> None:
    assert (await owner.get(f"/{number}")).status_code == 404
    assert (await owner.post(f"/{number}", {**NEW})).status_code == 404
