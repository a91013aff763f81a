"""Officials by command: those that come with the program, or a newer file."""

from contextvars import Context
from pathlib import Path

import anyio
import pytest
from click.testing import CliRunner, Result

from tests.officials.conftest import only
from tests.officials.files import MURKOWSKI, content
from wechoose.base.site import Site
from wechoose.cli import main

KEY = "a key for tests that is long enough to be one"


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "WECHOOSE_SECRET_KEYS": KEY, "WECHOOSE_DATA_DIR": str(tmp_path)}


async def bring(environ: dict[str, str], *arguments: str) -> Result:
    """In a thread, because a command has a loop of its own, and in no language that was spoken before."""
    runner = CliRunner(env=environ)
    command = ["officials", "import", *arguments]
    return await anyio.to_thread.run_sync(lambda: Context().run(runner.invoke, main, command))


async def test_a_newer_file_is_brought_in_and_its_numbers_are_told(
    environ: dict[str, str], site: Site, tmp_path: Path
) -> None:
    newer = tmp_path / "congress.csv"
    newer.write_bytes(content("congress", MURKOWSKI))
    answer = await bring(environ, str(newer), "--source", "a newer list", "--as-of", "2026-11-01")
    assert answer.output == "congress: 1 new, 0 changed, 0 gone, 0 kept as leaders wrote them.\n"
    assert (await only(site, "senators")).source == "a newer list"


async def test_without_files_those_that_come_along_are_brought_in(
    environ: dict[str, str], site: Site
) -> None:
    answer = await bring(environ)
    assert answer.exit_code == 0, answer.output
    assert "school_districts: 18,285 new, 0 changed, 0 gone" in answer.output
    assert (await only(site, "school-districts")).place


async def test_a_file_needs_its_source_and_its_date(environ: dict[str, str], tmp_path: Path) -> None:
    newer = tmp_path / "congress.csv"
    newer.write_bytes(content("congress", MURKOWSKI))
    answer = await bring(environ, str(newer))
    assert answer.exit_code == 2
    assert "--source and --as-of" in answer.output


async def test_a_file_that_can_not_be_read_changes_nothing_and_says_why(
    environ: dict[str, str], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(b"")
    answer = await bring(environ, str(wrong), "--source", "x", "--as-of", "2026-11-01")
    assert (answer.exit_code, answer.output) == (1, "wechoose: There is nothing in that file.\n")
