"""The gallery: a card is drawn once for everybody who sees the same, and again every few seconds at most.

There are more cards than are kept, and a drawing takes thousands of times as long as to ask for it: so few may wait for
one, and drawing takes half of one processor's time at most.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

import msgspec

from wechoose.base.refusals import Unavailable
from wechoose.widgets.card import Look, draw

REST_SECONDS = 5.0
# Nine demands, two languages and four sizes have room, or the states that are asked for most; at 30 kB each it is 4 MB.
MOST_KEPT = 128
MOST_WAITING = 16


class Picture(msgspec.Struct, frozen=True):
    png: bytes
    etag: str


class Gallery:
    """The last card of each key, or the one that is being drawn; `draw` works in a thread, one card at a time."""

    def __init__(self, draw: Callable[[Look], bytes] = draw, rest_seconds: float = REST_SECONDS) -> None:
        self._draw, self._rest_seconds = draw, rest_seconds
        self._hung: OrderedDict[Hashable, _Hung] = OrderedDict()
        self._easel = asyncio.Lock()
        self._free_at, self._unfinished = 0.0, 0

    async def show(self, key: Hashable, look: Look) -> Picture:
        """Raises Unavailable where too many wait, and it was not drawn before."""
        hung = self._hung.get(key)
        if hung is None or not hung.does_for(look, self._rest_seconds):
            hung = self._hung[key] = self._hang(hung, look)
        self._hung.move_to_end(key)
        if len(self._hung) > MOST_KEPT:
            self._hung.popitem(last=False)
        return await asyncio.shield(hung.painting)

    def _hang(self, old: "_Hung | None", look: Look) -> "_Hung":
        if self._unfinished < MOST_WAITING:
            self._unfinished += 1
            return _Hung(look, time.monotonic(), asyncio.create_task(self._paint(look)))
        if old is None or old.has_failed():
            raise Unavailable
        return old

    async def _paint(self, look: Look) -> Picture:
        try:
            async with self._easel:
                await asyncio.sleep(self._free_at - time.monotonic())
                began = time.monotonic()
                png = await asyncio.to_thread(self._draw, look)
                self._free_at = 2 * time.monotonic() - began
        finally:
            self._unfinished -= 1
        return Picture(png, f'"{hashlib.blake2b(png, digest_size=12).hexdigest()}"')


class _Hung(msgspec.Struct, frozen=True):
    look: Look
    begun_at: float
    painting: asyncio.Task[Picture]

    def has_failed(self) -> bool:
        return self.painting.done() and (self.painting.cancelled() or self.painting.exception() is not None)

    def does_for(self, look: Look, rest_seconds: float) -> bool:
        if self.has_failed():
            return False
        # Whoever asks while it is being drawn waits for that one: else counts that change faster than cards are drawn
        # would make a queue that grows.
        fresh = not self.painting.done() or time.monotonic() - self.begun_at < rest_seconds
        return self.look == look or (fresh and _but_counts(self.look) == _but_counts(look))


def _but_counts(look: Look) -> Look:
    return msgspec.structs.replace(look, count="", notes=(), part=None)
