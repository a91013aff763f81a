"""Which district somebody lives in, where the data say so, and that nobody guesses where they don't."""

import csv

import pytest

from wechoose.places.districts import AT_LARGE, district_of, districts, districts_in
from wechoose.places.states import all_states
from wechoose.places.zips import DATA


def zips_of_kind(kind: str) -> list[tuple[str, str]]:
    with (DATA / "zip_to_state.csv").open(encoding="ascii", newline="") as rows:
        return [(row["state"], row["zip"]) for row in csv.DictReader(rows) if row["kind"] == kind]


def test_a_zip_code_in_one_district_is_certain() -> None:
    assert district_of("NJ", "07030") == 8
    assert district_of("MA", "01001-1234") == 1


def test_a_zip_code_in_several_districts_is_nobodys() -> None:
    assert districts_in("90210") == [("CA", 30), ("CA", 32), ("CA", 36)]
    assert district_of("CA", "90210") is None


def test_a_zip_code_across_a_state_line_is_nobodys_in_either_state() -> None:
    assert {state for state, _district in districts_in("02861")} == {"MA", "RI"}
    assert district_of("RI", "02861") is None
    assert district_of("MA", "02861") is None


def test_who_says_another_state_than_the_zip_code_is_in_no_district() -> None:
    assert district_of("PA", "07030") is None


def test_a_state_with_a_single_seat_is_certain_by_itself() -> None:
    for state in AT_LARGE:
        assert district_of(state, None) == district_of(state, "") == district_of(state, "99999") == 0


def test_po_boxes_military_mail_and_unknown_codes_are_in_no_district() -> None:
    assert district_of("NY", "00501") is None
    assert district_of("AE", "09001") is None
    assert district_of("NJ", "00000") is None
    assert district_of("NJ", None) is None
    assert district_of("NJ", "Trenton") is None


@pytest.mark.parametrize(("kind", "all_of_them", "certain"), [("area", 33_774, 26_447), ("military", 816, 0)])
def test_as_many_are_certain_as_the_data_say(kind: str, all_of_them: int, certain: int) -> None:
    zips = zips_of_kind(kind)
    assert len(zips) == all_of_them
    alone = [zip_code for _state, zip_code in zips if len(districts_in(zip_code)) == 1]
    assert len(alone) == certain


def test_every_seat_of_the_house_is_there_and_those_at_large_are_alone() -> None:
    assert len(districts()) == 441
    assert {state for state, district in districts() if district == 0} == AT_LARGE
    assert {state for state, _district in districts()} <= {state.usps for state in all_states()}
