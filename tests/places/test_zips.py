"""ZIP codes as people type them, and the state behind each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechoose.places.states import find_state
from wechoose.places.zips import DATA, Place, clean_zip, find_zip, residential_zips, state_of


@pytest.mark.parametrize(
    "typed",
    [
        "07102",
        "07102-1234",
        " 07102 ",
        "07102 1234",
        "071021234",
        "07102–1234",
        "０７１０２",
        "０７１０２－１２３４",
    ],
)
def test_a_zip_is_read_however_it_is_typed(typed: str):
    assert clean_zip(typed) == "07102"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7102",
        "071023",
        "07102-",
        "07102-12",
        "O7102",
        "07 102",
        "07102\n08608",
        "SW1A 1AA",
        "٠٧١٠٢",
        "07102\x00",
    ],
)
def test_what_is_not_a_zip_is_refused(typed: str):
    assert clean_zip(typed) is None
    assert state_of(typed) is None


def test_the_state_follows_from_the_zip():
    assert find_zip("07102-1234") == Place(zip="07102", state="NJ", city="Newark")
    assert state_of("00901") == "PR"
    assert state_of("96910") == "GU"
    assert state_of("09012") == "AE"
    assert state_of("96799") == "AS"


def test_an_unknown_zip_falls_back_to_its_first_three_digits():
    unknown = next(code for code in (f"071{n:02}" for n in range(100)) if find_zip(code) is None)
    assert state_of(unknown) == "NJ"


def test_a_zip_of_no_known_region_has_no_state():
    assert state_of("00000") is None


def test_every_line_of_the_shipped_table_is_found():
    for line in (DATA / "zip_to_state.csv").read_text().splitlines()[1:]:
        code, state, city, kind, _ = line.split(",")
        assert find_zip(code) == Place(zip=code, state=state, city=city)
        assert kind in {"area", "point", "military"}
        assert find_state(state)
        assert city


def test_people_live_in_census_areas_and_in_the_islands_that_have_none():
    homes = residential_zips()
    assert len(homes) == 62
    assert len(homes["NJ"]) == 598
    assert "96910" in homes["GU"]
    assert all(state_of(codes[0]) == state for state, codes in homes.items())


@given(st.text())
def test_any_text_is_a_zip_of_five_digits_or_none(text: str):
    cleaned = clean_zip(text)
    assert cleaned is None or re.fullmatch("[0-9]{5}", cleaned)
