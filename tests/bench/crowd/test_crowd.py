"""`wechoose bench crowd` from the command line: a small crowd signs, confirms, and all of it is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wechoose.bench.crowd.run import plan_visits

SLUGS = ["privatization-moratorium", "end-zero-tolerance", "community-schools"]


def test_everybody_signs_one_to_three_demands_half_of_them_through_the_page() -> None:
    visits = plan_visits(100, SLUGS)
    assert {len(visit.slugs) for visit in visits} == {1, 2, 3}
    assert all(len(set(visit.slugs)) == len(visit.slugs) for visit in visits)
    assert sum(visit.channel == "web" for visit in visits) == 50


@pytest.mark.long
def test_a_crowd_loses_nothing_and_leaves_figures(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = (
        sys.executable,
        "-m",
        "wechoose",
        "bench",
        "crowd",
        "--signers",
        "60",
        "--clients",
        "8",
        "--json",
        file,
    )
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Lost 0, differences 0." in done.stdout
    figures = {figure["name"]: figure for figure in json.loads(file.read_text())}
    assert {"crowd sign", "crowd confirm", "crowd letter"} <= figures.keys()
    assert all(
        figure["rate"] > 0 and figure["lost"] == figure["differences"] == 0 for figure in figures.values()
    )


def test_without_the_extra_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['aiohttp'] = None; from wechoose.cli import main; main(['bench', 'crowd'])"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "wechoose: aiohttp is not installed: pip install 'wechoose[bench,embedded]'.\n"


def test_the_other_commands_do_without_the_extra() -> None:
    program = "import sys, wechoose.cli; assert not {'aiohttp', 'aiosmtpd', 'psutil'} & sys.modules.keys()"
    subprocess.run((sys.executable, "-c", program), check=True)
