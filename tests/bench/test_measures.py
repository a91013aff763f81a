"""`wechoose bench sign`, `confirm`, `read` and `growth` from the command line, with very little load."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import needs_compiler
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.bench.report import conclude
from wechoose.bench.site import MeasuredSite, measured_site

pytestmark = [pytest.mark.long, needs_compiler]

LITTLE = ("--clients", "4", "--rounds", "1", "--seconds", "0.3")


def bench(what: str, file: Path, *options: str) -> dict[str, dict]:
    """The figures by name."""
    command = (sys.executable, "-m", "wechoose", "bench", what, *LITTLE, *options, "--json", file)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = json.loads(file.read_text())
    assert all(figure["rate"] > 0 for figure in figures), done.stdout
    return {figure["name"]: figure for figure in figures}


def test_signing_is_measured_beside_an_empty_handler_and_pgbench(tmp_path: Path) -> None:
    figures = bench("sign", tmp_path / "figures.json")
    for name in ("sign", "sign, one hot state", "sign by form"):
        assert figures[name]["ratio_empty"] > 0
        assert figures[name]["ratio_pgbench"] > 0
        assert set(figures[name]["cpu_ms"]) == {"web", "database", "load"}
    assert {"empty handler, JSON", "empty handler, form", "pgbench"} < figures.keys()


def test_confirming_is_measured_beside_an_empty_handler_and_pgbench(tmp_path: Path) -> None:
    figures = bench("confirm", tmp_path / "figures.json")
    assert set(figures) == {
        "confirm",
        "confirm, one hot state",
        "empty handler",
        "pgbench",
        "pgbench, pipelined",
    }
    assert figures["confirm"]["ratio_pgbench"] > 0


def test_reading_is_measured_quiet_and_under_writes(tmp_path: Path) -> None:
    figures = bench("read", tmp_path / "figures.json")
    for name in ("demand page", "home page", "counts"):
        assert figures[name]["ratio_empty"] > 0
        assert figures[f"{name}, under writes"]["ratio_empty"] > 0
    assert figures["counts, unchanged"]["ratio_empty"] > 0


def test_a_grown_site_is_measured_beside_a_small_one(tmp_path: Path) -> None:
    figures = bench("growth", tmp_path / "figures.json", "--sizes", "1000", "--sizes", "100")
    assert set(figures) == {
        f"{what} at {size}"
        for what in ("sign", "confirm", "demand page", "counts")
        for size in ("100", "1,000")
    }
    assert figures["sign at 100"]["note"] == ""
    assert figures["sign at 1,000"]["note"].endswith("% of sign at 100")


@pytest.fixture
def site() -> Iterator[MeasuredSite]:
    with measured_site(workers=1) as measured:
        yield measured
        measured.served.kept = False


def test_a_signature_that_vanishes_behind_our_back_ends_the_command_with_one(site: MeasuredSite) -> None:
    assert site.sign(clients=4, seconds=0.3).count > 0
    assert site.findings([], [], "").lost == []
    delete = "delete from signatures where ctid = (select min(ctid) from signatures)"
    with EmbeddedPostgres(site.served.data_dir) as postgres:
        subprocess.run((postgres.program("psql"), "-qc", delete, postgres.url), check=True)
    findings = site.findings([], [], "")
    assert findings.lost == ["an acknowledged signature is gone"]
    with pytest.raises(SystemExit):
        conclude(findings, None)
