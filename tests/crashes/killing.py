"""Killing: processes of a running site, the way the kernel kills them, at random moments of its work."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

import msgspec

from tests.running import RunningSite
from wechoose.base.database import Database
from wechoose.base.refusals import Unavailable

LONGEST_PAUSE = 0.8
# One in so many kills is followed by the next at once, while the site still lies on the ground.
DOUBLE_BLOWS = 4
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 60.0


class Kill(msgspec.Struct):
    """When a role was killed; if that was PostgreSQL, when it answered again; and when the site acknowledged again.

    Times are of the monotonic clock, 0 for what was not waited for. `standing`: the site had got up from the last one.
    """

    role: str
    at: float
    standing: bool
    back_at: float = 0.0
    resumed_at: float = 0.0


async def kill_in_turn(
    site: RunningSite,
    database: Database,
    roles: Sequence[str],
    chance: Random,
    acknowledged: Callable[[], int],
) -> list[Kill]:
    """`acknowledged` says how much has been acknowledged so far."""
    kills: list[Kill] = []
    for role in roles:
        at = await _kill(site, role, chance)
        kill = Kill(role, at, standing=not kills or bool(kills[-1].resumed_at))
        kills.append(kill)
        if not chance.randrange(DOUBLE_BLOWS):
            continue
        if role == "postgres":
            kill.back_at = await _until_answering(database)
        kill.resumed_at = await _until_more(acknowledged)
        await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
    return kills


async def _kill(site: RunningSite, role: str, chance: Random) -> float:
    if role == "serve":
        at = time.monotonic()
        await asyncio.to_thread(site.kill)
        await asyncio.to_thread(site.start)
        return at
    os.kill(chance.choice(await _living(site, role)), signal.SIGKILL)
    return time.monotonic()


async def _living(site: RunningSite, role: str) -> list[int]:
    """Its processes, as soon as there is one: the last kill may have taken it."""
    for _look in _looks():
        if pids := await asyncio.to_thread(site.pids, role):
            return pids
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"no {role} process within {PATIENCE_SECONDS:.0f} s")


async def _until_answering(database: Database) -> float:
    for _look in _looks():
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(Unavailable):
            async with database.transaction(read_only=True):
                return time.monotonic()
    raise AssertionError(f"PostgreSQL is not back within {PATIENCE_SECONDS:.0f} s")


async def _until_more(acknowledged: Callable[[], int]) -> float:
    before = acknowledged()
    for _look in _looks():
        if acknowledged() > before:
            return time.monotonic()
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"nothing was acknowledged for {PATIENCE_SECONDS:.0f} s")


def _looks() -> range:
    return range(int(PATIENCE_SECONDS / LOOK_SECONDS))
