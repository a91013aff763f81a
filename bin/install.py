"""Installs We Choose into .venv for bin/setup: safe to repeat, to interrupt, and to run twice at once."""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
REQUIREMENTS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def main() -> None:
    kind = "dev" if "--dev" in sys.argv[1:] else "run"
    if installed(kind):
        return
    with (ROOT / ".venv.lock").open("w") as lock:
        # What we run keeps the lock too: if we are killed, the next one waits until pip is done.
        os.set_inheritable(lock.fileno(), True)
        wait_for(lock.fileno())
        if not installed(kind):
            install(kind)


def installed(kind: str) -> bool:
    """Whether what was installed last is what is wanted now; what the tests need holds all that running needs."""
    stamps = {name: VENV / f"installed-{name}" for name in (kind, "dev")}
    return (
        not (VENV / "unfinished").exists()
        and works("pass")
        and any(stamp.is_file() and stamp.read_text() == fingerprint(name) for name, stamp in stamps.items())
    )


def install(kind: str) -> None:
    begun = time.monotonic()
    unfinished = VENV / "unfinished"
    if unfinished.exists() or not works("import pip"):
        say("Making .venv …")
        run(sys.executable, "-m", "venv", "--clear", VENV)
    unfinished.touch()
    say(f"Installing what is listed in {REQUIREMENTS[kind].name} into .venv …")
    pip("--require-hashes", "-r", REQUIREMENTS[kind])
    pip("--no-deps", "--no-build-isolation", "-e", ROOT)
    (VENV / f"installed-{kind}").write_text(fingerprint(kind))
    unfinished.unlink()
    say(f"Installed in {time.monotonic() - begun:.0f} s.")


def wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another installation to end …")
        fcntl.flock(lock, fcntl.LOCK_EX)


def works(statement: str) -> bool:
    try:
        return subprocess.run([PYTHON, "-I", "-c", statement], capture_output=True).returncode == 0  # noqa: S603
    except OSError:
        return False


def fingerprint(kind: str) -> str:
    # The folder too: a venv that was moved or copied still points to where it was.
    parts = (bytes(ROOT), REQUIREMENTS[kind].read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def pip(*arguments: str | Path) -> None:
    # Half of what is installed is never imported, and Python compiles the rest then: a third less to wait.
    quick = ("--no-compile", "--no-input", "--disable-pip-version-check")
    # A personal `user = true` would be refused inside a venv.
    run(PYTHON, "-I", "-m", "pip", "install", *quick, *arguments, PIP_USER="0")


def run(*command: str | Path, **environment: str) -> None:
    """Run quietly with a count of packages where somebody watches; on failure show the end of what it said."""
    process = subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
        close_fds=False,
    )
    lines = list(watched(process))
    if process.wait():
        sys.exit("".join(lines[-15:]) + "We Choose could not be installed; see the lines above.")


def watched(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout
    count = 0
    for line in process.stdout:
        count += line.startswith("Collecting ")
        if sys.stdout.isatty() and count:
            print(f"\r{count} packages", end="\r", flush=True)
        yield line


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"We Choose can't be installed in {ROOT} ({error.strerror}: {error.filename}).")
