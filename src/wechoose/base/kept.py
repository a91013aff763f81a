"""Kept: what changes seldom and is read at every request, held in memory and read again when it grows old."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from wechoose.base.refusals import Unavailable

Value = TypeVar("Value")

# How long a change made by another process can go unseen.
SECONDS = 1.0


class Kept(Generic[Value]):
    def __init__(self, load: Callable[[], Awaitable[Value]]) -> None:
        self._load = load
        self._value: Value | None = None
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def now(self) -> Value:
        """What was so within the last second; while the database is away, what was so last."""
        if time.monotonic() - self._read_at > SECONDS:
            self._reading = self._reading or asyncio.create_task(self._read())
            await asyncio.shield(self._reading)
        assert self._value is not None
        return self._value

    def expire(self) -> None:
        """It was changed here: whoever asks next must see that."""
        self._read_at = float("-inf")

    async def _read(self) -> None:
        began = time.monotonic()
        try:
            self._value = await self._load()
            self._read_at = began
        except Unavailable:
            if self._value is None:
                raise
            # Asked again in a second, not by every visitor in between.
            self._read_at = time.monotonic()
        finally:
            self._reading = None
