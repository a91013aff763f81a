"""Rates and times are of what happened, and the file has the fields that others rely on."""

import json
from pathlib import Path

from wechoose.bench.figures import Figure, pace, quantile, write_json


def test_a_rate_counts_from_the_first_beginning_to_the_last_end() -> None:
    found = pace(times=[101.0, 102.0, 104.0], seconds=[1.0, 0.5, 0.25])
    assert (found.count, found.rate) == (3, 3 / 4)


def test_the_median_second_leaves_out_the_first_and_the_last_which_are_seldom_whole() -> None:
    in_each_second = {0: 1, 1: 100, 2: 50, 3: 50, 4: 1}
    ends = [second + n / 200 for second, number in in_each_second.items() for n in range(number)]
    assert pace(ends, [0.1] * len(ends)).median_rate == 50


def test_of_a_hundred_times_one_is_above_the_99th_percentile() -> None:
    ordered = [n / 1000 for n in range(1, 101)]
    assert (quantile(ordered, 0.5), quantile(ordered, 0.99)) == (50.0, 99.0)


def test_nothing_measured_is_nothing_and_no_error() -> None:
    assert pace([], []).rate == 0


def test_the_file_is_a_list_with_the_fields_of_the_contract(tmp_path: Path) -> None:
    write_json(tmp_path / "figures.json", [Figure("crowd sign", 64, 90.5, 1.0, 2.0, None, None, 0, 0)])
    (figure,) = json.loads((tmp_path / "figures.json").read_text())
    fields = "name clients rate p50_ms p99_ms ratio_empty ratio_pgbench lost differences"
    assert " ".join(figure).startswith(fields)
