"""The machine: what it is, and how much of it each role used."""

import os
import platform
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import psutil

from wechoose.bench.served import Served

PACKAGES = ("wechoose", "litestar", "uvicorn", "asyncpg", "aiohttp")


def describe_machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{_cores()} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}"


def describe_versions(postgres: str) -> str:
    return ", ".join(
        (
            f"Python {platform.python_version()}",
            f"PostgreSQL {postgres}",
            *(f"{name} {version(name)}" for name in PACKAGES),
        )
    )


def cpu_of(served: Served) -> dict[str, float]:
    """Seconds used so far by each role of a site, PostgreSQL with all its processes, also those that ended."""
    return {role: cpu_seconds(served.pids(role)) for role in ("web", "worker", "postgres")}


def busy_seconds() -> float:
    """CPU seconds that anything on the machine has used so far."""
    times = psutil.cpu_times()
    return times.user + times.system + getattr(times, "nice", 0.0) + getattr(times, "softirq", 0.0)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Of these processes, the children they waited for, and the children they have."""
    return sum(map(_cpu_seconds, pids))


def _cpu_seconds(pid: int) -> float:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        times = process.cpu_times()
        own = times.user + times.system + times.children_user + times.children_system
        return own + cpu_seconds(child.pid for child in process.children())
    return 0.0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.machine()
