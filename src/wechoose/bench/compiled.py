"""Compiled programs: C files beside this module, compiled when first used and kept in the user's cache folder."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

from wechoose.base.refusals import Refusal

SOURCES = Path(__file__).parent
OPTIONS = ("-O2", "-Wall", "-std=gnu11")


def compile_program(name: str) -> Path:
    """The program made of `name`.c; raises Refusal when there is nothing to compile it with."""
    program = _folder() / f"{name}-{_fingerprint(name)}"
    if not program.exists():
        _compile(SOURCES / f"{name}.c", program)
    return program


def _compile(source: Path, program: Path) -> None:
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise Refusal("The load generator needs a C compiler: apt-get install gcc libc6-dev.")
    # Complete before it has its name: two may compile at once.
    draft = program.with_name(f"{program.name}.{os.getpid()}")
    done = subprocess.run((compiler, *OPTIONS, "-o", draft, source), capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Refusal(
            f"{source.name} can't be compiled ({_gist(done.stderr)}): apt-get install gcc libc6-dev."
        )
    draft.rename(program)


def _folder() -> Path:
    """Where nobody else can lay a program of theirs under our name; without a home, for this process alone."""
    folder = user_cache_path("wechoose", appauthor=False) / "bench"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="wechoose-bench-"))
    return folder


def _fingerprint(name: str) -> str:
    """Of everything that it may be made of, and how."""
    sources = [SOURCES / f"{name}.c", *sorted(SOURCES.glob("*.h"))]
    content = b"\0".join(source.read_bytes() for source in sources)
    return hashlib.sha256(content + " ".join(OPTIONS).encode()).hexdigest()[:16]


def _gist(errors: str) -> str:
    return next((line for line in errors.splitlines() if "error" in line), "it said nothing").strip()
