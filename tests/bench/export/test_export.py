"""`wechoose bench export` from the command line: short lists are taken, and everybody is on them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_lists_are_taken_both_ways_and_nobody_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = subprocess.run(
        (
            sys.executable,
            "-m",
            "wechoose",
            "bench",
            "export",
            "--signers",
            "500",
            "--rounds",
            "1",
            "--json",
            file,
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = {figure["name"]: figure for figure in json.loads(file.read_text())}
    assert figures["CSV from the desk"]["p50_ms"] > 0
    assert figures["XLSX by the command"]["rate"] > 0
    assert figures["page, while XLSX is downloaded"]["p99_ms"] > 0
