"""The report shows what there is to show, and a loss ends the command with 1."""

import json
from pathlib import Path

import pytest

from wechoose.bench.report import Findings, Line, as_text, conclude, describe, print_table

LINE = Line(name="sign", clients=64, rate=1234.5, p50_ms=1.25, ratio_empty=0.61, cpu_ms={"web": 0.1234})


def test_a_table_has_only_the_columns_that_some_line_fills() -> None:
    head, line = print_table([LINE])
    assert head.split("  ") != head
    assert [part.strip() for part in line.split("  ") if part] == [
        "sign",
        "64",
        "1,234",
        "1.25",
        "61%",
        "0.123",
    ]
    assert "of pgbench" not in head


def test_a_note_stands_at_the_end() -> None:
    _head, _line, noted = print_table([LINE, Line(name="x", clients=1, rate=2, note="96% of sign")])
    assert noted.endswith("96% of sign")


def test_what_was_lost_is_told_often_or_once() -> None:
    text = as_text(Findings([LINE], ["Machine  this"], lost=["gone"] * 3, differences=["odd"]))
    assert "  3 × gone\n  1 × odd\nLost 3, differences 1." in text


def test_a_machine_that_others_use_is_told() -> None:
    assert "trust the ratios" in describe("", "", {"web": 1.0, "others": 1.0})[-1]
    assert "trust the ratios" not in describe("", "", {"web": 1.0, "others": 0.05})[-1]


@pytest.mark.parametrize("found", [{"lost": ["gone"]}, {"differences": ["odd"]}])
def test_a_loss_or_a_difference_ends_with_one(found: dict[str, list[str]], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        conclude(Findings([LINE], [], **found), tmp_path / "figures.json")
    assert end.value.code == 1
    (figure,) = json.loads((tmp_path / "figures.json").read_text())
    assert (figure["name"], figure["lost"] + figure["differences"]) == ("sign", 1)


def test_all_in_order_ends_well() -> None:
    conclude(Findings([LINE], []), None)
