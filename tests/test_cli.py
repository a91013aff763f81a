"""Commands exit 0, 1 or 2, say what went wrong in one sentence, and do what their help says."""

import csv
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from click.testing import CliRunner, Result

from tests.deliveries.ready import make_ready
from tests.seals.packets import a_packet, as_zip
from tests.seals.sealing import a_key
from wechoose.audit import acts, chain, trail
from wechoose.base.site import Site
from wechoose.cli import main
from wechoose.demo import move_in
from wechoose.officials.shipped import import_shipped

KEY = "a key for tests that is long enough to be one"


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "WECHOOSE_SECRET_KEYS": KEY, "WECHOOSE_DATA_DIR": str(tmp_path)}


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environ).invoke(main, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve"],
        ["worker"],
        ["migrate"],
        ["settings"],
        ["leader"],
        ["leader", "add"],
        ["leader", "reset-factors"],
        ["check"],
        ["export"],
        ["officials"],
        ["officials", "import"],
        ["verify"],
        ["seal-key"],
        ["bench"],
    ],
)
def test_every_command_has_help(arguments: list[str]) -> None:
    answer = CliRunner().invoke(main, [*arguments, "--help"])
    assert answer.exit_code == 0
    assert "Usage:" in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["serve", "--port", "high"],
        ["leader", "add", "a@example.org", "--role", "king"],
        ["export", "x"],
        ["verify", "/", "--key", "nonsense"],
    ],
)
def test_wrong_usage_is_2(environ: dict[str, str], arguments: list[str]) -> None:
    assert run(environ, *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"WECHOOSE_NONSENSE": "1"}, ["settings"], "WECHOOSE_NONSENSE is not a setting"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, ["check"], "does not answer"),
        ({}, ["leader", "add", "nobody", "--role", "owner"], "no e-mail address"),
        ({}, ["verify", "nowhere.zip"], "There is no file nowhere.zip here."),
        ({}, ["leader", "reset-factors", "nobody@example.org"], "is no leader here"),
        ({}, ["export", "nothing-here", "-o", "x.csv"], "no demand"),
        ({}, ["export", "community-schools", "--since", "nothing", "-o", "x.csv"], "no delivery"),
        ({}, ["export", "community-schools", "-o", "/nothing/x.csv"], "can't be written"),
    ],
)
def test_what_fails_is_1_and_one_sentence(
    environ: dict[str, str], change: dict[str, str], arguments: list[str], words: str
) -> None:
    answer = run(environ | change, *arguments)
    assert answer.exit_code == 1
    assert words in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr


def test_settings_are_shown_masked(environ: dict[str, str]) -> None:
    answer = run(environ | {"WECHOOSE_SMTP_URL": "smtp://me:hunter2@mail.example.org"}, "settings")
    assert answer.exit_code == 0
    assert "hunter2" not in answer.output
    assert KEY not in answer.output
    assert "mail.example.org" in answer.output


def test_adding_a_leader_prints_a_sign_in_link(environ: dict[str, str]) -> None:
    answer = run(environ, "leader", "add", "owner@example.org", "--role", "owner")
    assert answer.exit_code == 0
    assert answer.output.startswith("http://127.0.0.1:8000/desk/sign-in/")
    assert answer.output.count("\n") == 1


async def test_check_finds_no_difference_and_then_the_one_there_is(
    environ: dict[str, str], site: Site
) -> None:
    assert (await anyio.to_thread.run_sync(run, environ, "check")).exit_code == 0
    async with site.database.transaction() as db:
        await db.execute("insert into tallies values (3, 1, 'NJ', 'web', 7)")
    answer = await anyio.to_thread.run_sync(run, environ, "check")
    assert answer.exit_code == 1
    assert "privatization-moratorium NJ" in answer.output
    assert "tally 7, signatures 0" in answer.output


async def test_check_verifies_the_audit_trail_and_prints_its_head(
    environ: dict[str, str], site: Site
) -> None:
    async with site.database.transaction() as db:
        for _number in range(3):
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN)
        head = await chain.head(db)
    answer = await anyio.to_thread.run_sync(run, environ, "check")
    assert f"Audit trail: 3 lines, head {head.hash}.\n" in answer.output
    async with site.database.transaction() as db:
        await db.execute("update audit set act = 'x' where audit_id = 2")
    answer = await anyio.to_thread.run_sync(run, environ, "check")
    assert answer.exit_code == 1
    assert "Line 2 is not as it was written." in answer.output


def test_migrate_can_be_repeated_and_other_commands_wait_for_it(
    environ: dict[str, str], empty_database: str
) -> None:
    fresh = environ | {"DATABASE_URL": empty_database}
    assert "wechoose migrate" in run(fresh, "check").stderr
    assert "Applied 0001_ground.sql." in run(fresh, "migrate").output
    assert "up to date" in run(fresh, "migrate").output
    assert run(fresh, "check").exit_code == 0


async def test_the_demo_crowd_is_counted_exactly_and_comes_once(
    site: Site, environ: dict[str, str], tmp_path: Path
) -> None:
    async with site.database.transaction() as db:
        assert "invented supporters" in await move_in(db, site)
    async with site.database.transaction() as db:
        assert "signers already" in await move_in(db, site)
        verified = await db.fetchval(
            "select count(*) from signatures where status = 'verified' and demand_id = 1 and state = 'NJ'"
        )
    checked = await anyio.to_thread.run_sync(run, environ, "check")
    assert checked.exit_code == 0, checked.output
    file = tmp_path / "list.csv"
    wanted = ("export", "privatization-moratorium", "--state", "NJ", "-o", str(file))
    written = await anyio.to_thread.run_sync(lambda: run(environ, *wanted))
    assert written.exit_code == 0, written.output
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert rows
    assert len(rows) == verified
    assert {row["state"] for row in rows} == {"NJ"}
    assert "@" not in file.read_text(encoding="utf-8")


def test_the_module_runs_like_the_command() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "wechoose", "--version"], capture_output=True, text=True, check=True
    )
    assert "wechoose" in answer.stdout


def test_a_packet_is_verified_without_settings_or_a_database(tmp_path: Path) -> None:
    packet = as_zip(tmp_path / "packet.zip", a_packet())
    nothing = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "WECHOOSE_NONSENSE": "1"}
    good = run(nothing, "verify", str(packet), "--key", a_key().fingerprint)
    assert (good.exit_code, good.stderr) == (0, "")
    assert "Good: packet.zip is exactly what https://petition.example.org sealed." in good.stdout
    other = run(nothing, "verify", str(packet), "--key", a_key(2).text)
    assert (other.exit_code, other.stdout, other.stderr.count("\n")) == (1, "", 1)
    assert "another key" in other.stderr


def test_the_seal_key_is_shown_and_begun_anew_on_request_only(environ: dict[str, str]) -> None:
    first, again = (run(environ, "seal-key").output for _each in range(2))
    assert first == again
    assert first.startswith("Fingerprint: ")
    assert run(environ, "seal-key", "--new").output.splitlines()[:2] != first.splitlines()[:2]


async def test_check_reads_the_files_of_deliveries_when_asked(environ: dict[str, str], site: Site) -> None:
    async with site.database.transaction() as db:
        await import_shipped(db, ("executive",))
    await make_ready(site, None, [1])
    answer = await anyio.to_thread.run_sync(run, environ, "check", "--deliveries")
    assert answer.exit_code == 0
    assert "1 packets, 0 of them not as they were sealed." in answer.output
    async with site.database.transaction() as db:
        await db.execute("delete from delivery_chunks where part = 'signers.csv'")
    answer = await anyio.to_thread.run_sync(run, environ, "check", "--deliveries")
    assert answer.exit_code == 1
    assert "official 1: signers.csv is not as it was sealed." in answer.output
