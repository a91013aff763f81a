"""One embedded PostgreSQL server: make its cluster, bring it up whatever state it was left in, stop it."""

import os
import pwd
import shlex
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from wechoose.base.postgres_home import ENVIRONMENT, Account, Home, find_home, prepare_cluster
from wechoose.base.refusals import Refusal

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements that fail may quote people: their sender hears of it, the log must not.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
}
# A killed server's last statements run on and hold its memory; a new one refuses to start beside them.
LEFTOVERS = ("pre-existing shared memory block", "lock file")
SECONDS_FOR_LEFTOVERS = 60
# Replaying a long WAL takes minutes.
SECONDS_FOR_START = 600


def make_cluster(data_dir: Path, home: Home, lock: int) -> Home:
    """Make the cluster under another name, renamed when whole: a start killed midway leaves no half one."""
    draft = prepare_cluster(data_dir, home.account)
    options = (
        "--no-instructions",
        "--username=wechoose",
        "--encoding=UTF8",
        "--auth-local=peer",
        "--auth-host=reject",
    )
    locale = ("--locale-provider=builtin", "--locale=C.UTF-8")
    initdb = home.programs / "initdb"
    # If we are killed, the programs keep the lock until they end, and no other start trips over their work.
    _do(home.account, lock, initdb, "--no-sync", *options, *locale, "-D", draft)
    statement = "create database wechoose;\n"
    _do(home.account, lock, home.programs / "postgres", "--single", "-D", draft, "template1", text=statement)
    _do(home.account, lock, "tee", draft / "pg_hba.conf", text="local all wechoose peer map=wechoose\n")
    _do(home.account, lock, "tee", draft / "pg_ident.conf", text=_who_may_connect(data_dir))
    _do(home.account, lock, initdb, "--sync-only", "-D", draft)
    draft.rename(data_dir / "postgres")
    return find_home(data_dir)


def bring_up(home: Home, log: Path) -> None:
    """Return when the server answers: started here, or on its way already."""
    begun = time.monotonic()
    while not answers(home):
        waited = time.monotonic() - begun
        reason = "" if postmaster(home) else _launch(home, log)
        patience = SECONDS_FOR_LEFTOVERS if reason else SECONDS_FOR_START
        if waited > patience or (reason and not any(known in reason for known in LEFTOVERS)):
            raise Refusal(
                f"The embedded PostgreSQL did not start ({reason or 'no answer'}); its log is {log}."
            )
        time.sleep(0.05)


def answers(home: Home) -> bool:
    """Whether it lets us in; asked as ourselves, since the account it runs as may not connect."""
    where = ("-h", home.socket, "-p", SETTINGS["port"], "-U", "wechoose", "-d", "wechoose")
    return Account(os.geteuid(), os.getegid()).run(home.programs / "pg_isready", "-q", *where).returncode == 0


def postmaster(home: Home) -> int | None:
    """The process id of this cluster's living server."""
    pid = _noted(home)
    # A killed server may stay on as a zombie, and after a reboot its number may be another program's.
    return pid if pid and os.fsencode(home.cluster) in _command(pid) else None


def halt(home: Home) -> None:
    _control(home, "stop", "-m", "fast")


def _who_may_connect(data_dir: Path) -> str:
    names = {"root", *(pwd.getpwuid(uid).pw_name for uid in (os.geteuid(), data_dir.stat().st_uid))}
    return "".join(f'wechoose "{name}" wechoose\n' for name in sorted(names))


def _do(account: Account, lock: int, *command: str | Path, text: str | None = None) -> None:
    done = account.run(*command, pass_fds=(lock,), **({} if text is None else {"input": text}))
    if done.returncode or "ERROR" in done.stdout:
        last = (done.stdout.strip().splitlines() or ["it said nothing"])[-1]
        raise Refusal(f"The database can't be made ({Path(command[0]).name}: {last}).")


def _launch(home: Home, log: Path) -> str:
    """Start the server; returns what it said if it did not come up."""
    _clear_notes_of_the_dead(home)
    options = ["-D", str(home.cluster)]
    for name, value in (*SETTINGS.items(), ("unix_socket_directories", str(home.socket))):
        options += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        before = output.tell()
        started = _control(home, "start", "-o", shlex.join(options), stdout=output)
    if started.returncode == 0:
        return ""
    with log.open("rb") as said:
        said.seek(before)
        lines = said.read().decode(errors="replace").splitlines()
    return next(
        (line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line),
        (lines or ["it said nothing"])[-1],
    )


def _control(
    home: Home, *command: str, stdout: int | object = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    # In the environment, not with -D: pg_ctl would hand the path to a shell between double quotes.
    environment = ENVIRONMENT | {"PGDATA": str(home.cluster)}
    wait = ("-s", "-w", "-t", str(SECONDS_FOR_START))
    return home.account.run(home.programs / "pg_ctl", *command, *wait, env=environment, stdout=stdout)


def _clear_notes_of_the_dead(home: Home) -> None:
    """Remove the lock files of a server whose number lives on, as a zombie or another program's.

    PostgreSQL would wait for that one. It still notices statements of the dead server that run on, by the
    memory they share.
    """
    pid = _noted(home)
    if pid is None or postmaster(home):
        return
    # As a container's first process we are everybody's parent and the only one who can end a zombie.
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    socket = home.socket / f".s.PGSQL.{SETTINGS['port']}"
    home.account.run("rm", "-f", home.cluster / "postmaster.pid", socket, f"{socket}.lock")


def _noted(home: Home) -> int | None:
    try:
        return int((home.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
