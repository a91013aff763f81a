"""`wechoose bench mail` from the command line: a small queue is drained, and everybody got their letter."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import needs_compiler


@pytest.mark.long
@needs_compiler
def test_a_queue_is_drained_into_both_servers_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    little = ("--letters", "60", "--signings", "20", "--seconds", "1")
    done = subprocess.run(
        (sys.executable, "-m", "wechoose", "bench", "mail", *little, "--json", file),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = json.loads(file.read_text())
    names = ["drain into a sink", "drain into aiosmtpd", "from signed to mailed"]
    assert [figure["name"] for figure in figures] == names
    assert all(figure["rate"] > 0 for figure in figures)
    assert set(figures[0]["cpu_ms"]) == {"worker", "database", "sink"}
