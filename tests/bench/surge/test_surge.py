"""`wechoose bench surge` from the command line, with a curve of three minutes that passes in three seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import needs_compiler

CURVE = "minute,signatures\n0,600\n1,1800\n2,900\n"


@pytest.mark.long
@needs_compiler
def test_a_surge_is_carried_and_exact(tmp_path: Path) -> None:
    curve, file = tmp_path / "curve.csv", tmp_path / "figures.json"
    curve.write_text(CURVE)
    options = ("--curve", curve, "--times", "1", "--minutes", "0.05", "--workers", "1", "--json", file)
    command = (sys.executable, "-m", "wechoose", "bench", "surge", *options)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = {figure["name"]: figure for figure in json.loads(file.read_text())}
    for what in ("sign", "form token", "page", "counts", "letter's link", "confirm", "letter", "live"):
        assert figures[f"×1 {what}"]["rate"] > 0
        assert figures[f"×1 {what}"]["p99_ms"] > 0


def test_an_odd_curve_ends_the_command_with_a_sentence(tmp_path: Path) -> None:
    curve = tmp_path / "curve.csv"
    curve.write_text("minute,signatures\n0,few\n")
    command = (sys.executable, "-m", "wechoose", "bench", "surge", "--curve", curve)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Line 2 of curve.csv must be two whole numbers" in done.stderr
