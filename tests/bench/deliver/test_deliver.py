"""`wechoose bench deliver` from the command line: packets are built by the worker, and every row is in them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_packets_are_built_and_every_row_is_in_them(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    how = ("--signers", "500", "--officials", "4", "--json", str(file))
    done = subprocess.run(
        (sys.executable, "-m", "wechoose", "bench", "deliver", *how), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = {figure["name"]: figure for figure in json.loads(file.read_text())}
    assert figures["4 officials"]["rate"] > 0
    assert figures["one packet of all"]["rate"] > 0
    assert figures["page, while one packet of all"]["p99_ms"] > 0
