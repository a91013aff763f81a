"""One embedded PostgreSQL server: make its cluster, bring it up whatever state it was left in, stop it."""

import os
import pwd
import re
import shlex
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from wechoose.base.postgres_home import ENVIRONMENT, Account, Home, find_home, open_private, prepare_cluster
from wechoose.base.refusals import Refusal

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "320",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    # Pages full of random keys hardly get smaller, and on a large site trying took most of what a signature costs.
    "wal_compression": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements that fail may quote people: their sender hears of it, the log must not.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
}
LARGEST_LOG = 10_000_000
# On a full disk not even the log can say why: one segment of WAL must fit.
SMALLEST_DISK = 16_777_216
# A killed server's last statements run on and hold its memory; a new one refuses to start beside them.
LEFTOVERS = ("pre-existing shared memory block", "lock file")
SECONDS_FOR_LEFTOVERS = 60
WHY = re.compile(r"(?:PANIC|FATAL|ERROR|error): +(.+)")
# Replaying a long WAL takes minutes.
SECONDS_FOR_START = 600


def make_cluster(data_dir: Path, home: Home, lock: int) -> Home:
    """Make the cluster under another name, renamed when whole: a start killed midway leaves no half one."""
    draft = prepare_cluster(data_dir, home.account)
    _fill(draft.resolve(), home, lock, _who_may_connect(data_dir, home.account))
    draft.rename(data_dir / "postgres")
    return find_home(data_dir)


def bring_up(home: Home) -> None:
    """Return when the server answers: started here, or on its way already."""
    begun = time.monotonic()
    while not answers(home):
        waited = time.monotonic() - begun
        reason = "" if postmaster(home) else _launch(home)
        patience = SECONDS_FOR_LEFTOVERS if reason else SECONDS_FOR_START
        if waited > patience or (reason and not any(known in reason for known in LEFTOVERS)):
            raise Refusal(f"The database did not start ({reason or 'no answer'}); its log is {home.log}.")
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


def _fill(folder: Path, home: Home, lock: int, who_may_connect: str) -> None:
    initdb, names = home.programs / "initdb", ("--username=wechoose", "--encoding=UTF8")
    locale = ("--locale-provider=builtin", "--locale=C.UTF-8")
    _do(home, lock, initdb, "-D", folder, "--no-sync", "--no-instructions", *names, *locale, "--auth=peer")
    postgres, statement = home.programs / "postgres", "create database wechoose;\n"
    _do(home, lock, postgres, "--single", "-D", folder, "template1", text=statement)
    # The account writes its own files: root's pen would follow a link that the account laid there.
    _do(home, lock, "tee", folder / "pg_hba.conf", text="local all wechoose peer map=wechoose\n")
    _do(home, lock, "tee", folder / "pg_ident.conf", text=who_may_connect)
    _do(home, lock, initdb, "-D", folder, "--sync-only")


def _who_may_connect(data_dir: Path, account: Account) -> str:
    """Root and whose data folder it is; an account that root borrowed has no business in there."""
    uids = {0, os.geteuid()} | ({account.uid} & {data_dir.stat().st_uid})
    return "".join(f'wechoose "{_name(uid)}" wechoose\n' for uid in sorted(uids))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise Refusal(f"PostgreSQL needs a name for user {uid}: give it one, or set DATABASE_URL.") from None


def _do(home: Home, lock: int, *command: str | Path, text: str | None = None) -> None:
    """One step of making a cluster. It keeps the start lock until it ends, even if we are killed before."""
    done = home.account.run(*command, pass_fds=(lock,), **({} if text is None else {"input": text}))
    if done.returncode or "ERROR:" in done.stdout:
        with suppress(OSError), open_private(home.log) as log:
            log.write(done.stdout.encode())
        raise Refusal(f"The database can't be made ({_gist(done.stdout)}); the log is {home.log}.")


def _launch(home: Home) -> str:
    """Start the server; returns why it did not come up, or nothing."""
    _clear_notes_of_the_dead(home)
    options = ["-D", str(home.cluster)]
    for name, value in (*SETTINGS.items(), ("unix_socket_directories", str(home.socket))):
        options += ["-c", f"{name}={value}"]
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG:
        home.log.rename(home.log.with_suffix(".log.1"))
    with open_private(home.log) as output:
        before = output.tell()
        started = _control(home, "start", "-o", shlex.join(options), stdout=output)
    if started.returncode == 0:
        return ""
    if shutil.disk_usage(home.cluster).free < SMALLEST_DISK:
        return "the disk is full"
    return _gist(home.log.read_bytes()[before:].decode(errors="replace"))


def _gist(output: str) -> str:
    """The line that says why, of all that a program said when it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"]
    found = (WHY.search(line) for line in lines)
    return next((match[1] for match in found if match), lines[-1])


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
