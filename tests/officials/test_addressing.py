"""How officials are named and greeted, in both languages, without guessing anybody's gender."""

from collections.abc import Iterator

import msgspec
import pytest

from wechoose.base.site import Site
from wechoose.base.words import speak_as
from wechoose.officials.addressing import address_lines, office, salutation, titled
from wechoose.officials.choosing import officials_of_group
from wechoose.officials.officials import Official


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    yield
    speak_as("en")


async def one(site: Site, group: str, state: str, name: str = "") -> Official:
    async with site.database.transaction(read_only=True) as db:
        found = await officials_of_group(db, group, [state] if state else [])
    return next(each for each in found if name in each.name)


@pytest.mark.parametrize(
    ("group", "state", "name", "words"),
    [
        (
            *("senators", "AK", "Lisa Murkowski"),
            ("Senator Lisa Murkowski", "United States Senate, Alaska", "Dear Senator Murkowski:"),
        ),
        (
            *("representatives", "AK", ""),
            (
                "Representative Nicholas J. Begich III",
                "U.S. House of Representatives, Alaska",
                "Dear Representative Begich:",
            ),
        ),
        (
            *("representatives", "PR", ""),
            (
                "Resident Commissioner Pablo José Hernández",
                "U.S. House of Representatives, Puerto Rico",
                "Dear Resident Commissioner Hernández Rivera:",
            ),
        ),
        (
            *("governors", "NM", ""),
            ("Governor Michelle Lujan Grisham", "Governor of New Mexico", "Dear Governor Lujan Grisham:"),
        ),
        (
            *("governors", "DC", ""),
            ("Mayor Muriel Bowser", "Mayor of District of Columbia", "Dear Mayor Bowser:"),
        ),
        (
            *("secretary", "", ""),
            ("Secretary Linda McMahon", "U.S. Department of Education", "Dear Secretary McMahon:"),
        ),
        (
            *("mayors", "AZ", "Daggett"),
            ("Mayor Becky Daggett", "Mayor of Flagstaff, Arizona", "Dear Mayor Daggett:"),
        ),
        (
            *("education-agencies", "CA", ""),
            (
                "Tony Thurmond, Superintendent of Public Instruction",
                "California Department of Education",
                "Dear Tony Thurmond:",
            ),
        ),
    ],
)
async def test_each_is_named_and_greeted_by_their_office(
    in_office: Site, group: str, state: str, name: str, words: tuple[str, str, str]
) -> None:
    official = await one(in_office, group, state, name)
    assert (titled(official), office(official), salutation(official)) == words


async def test_an_office_without_a_name_is_written_to_as_an_office(in_office: Site) -> None:
    governor = await one(in_office, "governors", "PR")
    assert titled(governor) == office(governor) == "Office of the Governor of Puerto Rico"
    assert salutation(governor) == "Attention: Office of the Governor of Puerto Rico"
    agency = await one(in_office, "education-agencies", "NJ")
    assert titled(agency) == "New Jersey Department of Education"


async def test_an_envelope_says_each_line_once(in_office: Site) -> None:
    governor = await one(in_office, "governors", "PR")
    assert address_lines(governor) == (
        "Office of the Governor of Puerto Rico",
        "La Fortaleza",
        "P.O. Box 9020082",
        "San Juan, PR 00902-0082",
    )


async def test_what_a_leader_wrote_is_how_a_letter_begins(in_office: Site) -> None:
    senator = await one(in_office, "senators", "AK", "Murkowski")
    own = msgspec.structs.replace(senator, salutation={"en": "Dear Lisa,", "es": "Querida Lisa:"})
    assert salutation(own) == "Dear Lisa,"
    speak_as("es")
    assert salutation(own) == "Querida Lisa:"


async def test_spanish_letters_greet_by_the_whole_name(in_office: Site) -> None:
    senator = await one(in_office, "senators", "AK", "Murkowski")
    speak_as("es")
    assert "Lisa Murkowski" in salutation(senator)
