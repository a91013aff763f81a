"""Colors and numbers of the map."""

import pytest

from wechoose.counts.maps import By, MapView, draw
from wechoose.places.states import all_states


def steps(view: MapView) -> dict[str, int]:
    return {row.usps: row.step for row in view.rows}


def test_every_place_has_a_row_and_the_drawn_ones_a_shape():
    view = draw({}, "count")
    assert [row.name for row in view.rows] == [state.name for state in all_states()]
    assert len(view.shapes) == 56
    assert {row.usps for row in view.rows} - {shape.usps for shape in view.shapes} == {
        "AA",
        "AE",
        "AP",
        "FM",
        "MH",
        "PW",
    }


def test_the_district_is_drawn_on_top_of_its_neighbors():
    assert draw({}, "count").shapes[-1].usps == "DC"


def test_a_state_without_signatures_is_the_lightest_and_one_signature_shows():
    for by in ("count", "capita"):
        view = draw({"CA": 1, "NJ": 900_000}, by)
        assert steps(view)["WY"] == 0
        assert steps(view)["CA"] == 1
        assert steps(view)["NJ"] == 5


def test_counts_are_colored_by_round_numbers_up_to_the_highest():
    view = draw({"CA": 1_234, "NJ": 999, "MI": 100, "WI": 99, "WY": 29}, "count")
    assert [(step.low, step.high) for step in view.legends["count"]] == [
        (1, 29),
        (30, 99),
        (100, 299),
        (300, 999),
        (1_000, None),
    ]
    assert [steps(view)[usps] for usps in ("CA", "NJ", "MI", "WI", "WY")] == [5, 4, 3, 2, 1]


def test_a_new_map_starts_with_small_numbers():
    assert [step.low for step in draw({"NJ": 2}, "count").legends["count"]] == [1, 3, 10, 30, 100]


def test_per_capita_a_small_state_can_outshine_a_large_one():
    view = draw({"CA": 400, "WY": 60}, "capita")
    assert steps(view)["WY"] > steps(view)["CA"] > 0
    assert [step.low for step in view.legends["capita"]] == [0, 1, 2, 5, 10]


def test_where_nobody_counts_the_people_there_is_a_number_but_no_rate():
    row = next(row for row in draw({"AE": 7}, "capita").rows if row.usps == "AE")
    assert (row.verified, row.per_100k, row.d) == (7, None, None)


def test_a_code_that_no_place_has_changes_nothing():
    assert draw({"ZZ": 5_000}, "count") == draw({}, "count")


@pytest.mark.parametrize("highest", [0, 1, 2, 3, 99, 100, 12_345, 10**9])
@pytest.mark.parametrize("by", ["count", "capita"])
def test_the_legend_covers_every_number_without_gap(by: By, highest: int):
    view = draw({"CA": highest}, by)
    for legend in view.legends.values():
        assert [step.step for step in legend] == [1, 2, 3, 4, 5]
        assert legend[-1].high is None
    for lower, upper in zip(view.legends["count"], view.legends["count"][1:], strict=False):
        assert lower.high is not None
        assert lower.high + 1 == upper.low
    for lower, upper in zip(view.legends["capita"], view.legends["capita"][1:], strict=False):
        assert lower.high == upper.low
