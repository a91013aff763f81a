"""A curve is read as it stands, and passes faster without fewer coming in a second."""

from pathlib import Path

import pytest

from wechoose.base.refusals import Refusal
from wechoose.bench.surge.curve import Curve, arrivals, read_curve


def write(folder: Path, text: str) -> Path:
    file = folder / "curve.csv"
    file.write_text(text)
    return file


def test_the_built_in_curve_has_the_figures_of_the_largest_surge_on_record() -> None:
    curve = read_curve(None)
    assert curve.best(60) == 321_000
    assert curve.best(15) == 15 * 5_715
    assert min(curve.minutes) < 2_050 < max(curve.minutes)


def test_a_curve_begins_at_any_minute_and_may_have_remarks(tmp_path: Path) -> None:
    file = write(tmp_path, "\ufeff# of our own\nminute, signatures\n1140,20\n\n1141, 0\n1142,35\n")
    assert read_curve(file).minutes == (20, 0, 35)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "curve.csv must begin with the line minute,signatures."),
        ("time,count\n0,1\n", "curve.csv must begin with the line minute,signatures."),
        ("minute,signatures\n", "curve.csv has no minute in which anybody signs."),
        ("minute,signatures\n0,0\n", "curve.csv has no minute in which anybody signs."),
        (
            "minute,signatures\n0,1\n1,many\n",
            "Line 3 of curve.csv must be two whole numbers, minute,signatures.",
        ),
        (
            "minute,signatures\n0,1\n1,-1\n",
            "Line 3 of curve.csv must be two whole numbers, minute,signatures.",
        ),
        ("minute,signatures\n0,1,2\n", "Line 2 of curve.csv must be two whole numbers, minute,signatures."),
        ("minute,signatures\n# odd\n0,1\n2,1\n", "Line 4 of curve.csv: minute 2 follows minute 0."),
    ],
)
def test_an_odd_curve_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_curve(write(tmp_path, text))
    assert refused.value.sentence == sentence


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "curve.xlsx"
    file.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(Refusal, match="is no CSV file"):
        read_curve(file)


@pytest.mark.parametrize("seconds", [60, 7200])
@pytest.mark.parametrize("times", [1, 10])
def test_as_many_come_in_a_second_however_fast_the_curve_passes(seconds: int, times: int) -> None:
    curve = Curve("two", (6_000, 1_200))
    came = list(arrivals(curve, times, seconds, seed=1))
    half = seconds / 2
    first = [at for at in came if at < half]
    assert came == sorted(came)
    assert came[-1] < seconds
    assert len(first) / half == pytest.approx(100 * times, rel=0.05)
    assert (len(came) - len(first)) / half == pytest.approx(20 * times, rel=0.1)
