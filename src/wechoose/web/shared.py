"""Shared pages: in quiet times made for each visitor; in a crowd one serves everybody for a second.

A page takes some ten milliseconds to make and microseconds to send. Nothing in a shared page is about its visitor, so
caches in front may keep it for that second too, and ask afterwards by its ETag.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import msgspec

from wechoose.base.words import chosen
from wechoose.web.express import Answer, Ask
from wechoose.web.rendering import Page, page_answer

SHARED_SECONDS = 1.0
# Making pages may take this part of the time in the long run, and so many seconds at once before it counts as a crowd.
PART = 0.05
AT_ONCE_SECONDS = 0.25
MOST_KEPT = 256
# What a reload asks for must not hold a form that has been open since yesterday.
LONGEST_AGREED_SECONDS = 3600
KEEP = "public, max-age=1"


class _Kept(msgspec.Struct, frozen=True):
    made_at: float
    etag: bytes
    answer: Answer


class Sheet(NamedTuple):
    """A page as everybody may have it who asks with this key; `make` takes the counts as they are then."""

    key: Hashable
    make: Callable[[Any], Page]


class SharedPages:
    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[_Kept]] = {}
        self._paid_until = 0.0

    async def give(self, ask: Ask, sheet: Sheet) -> Answer:
        compress = b"br" in ask.header(b"accept-encoding")
        kept = await (self._for_all if self._is_crowded() else self._make)(ask.hall, sheet, compress)
        if kept.etag in ask.header(b"if-none-match"):
            return Answer(304, tuple(pair for pair in kept.answer.headers if pair[0] in NOT_MODIFIED))
        return kept.answer

    def _is_crowded(self) -> bool:
        return self._paid_until > time.monotonic() + AT_ONCE_SECONDS / PART

    async def _for_all(self, hall: Any, sheet: Sheet, compress: bool) -> _Kept:
        """The one of this second; while it is being made, everybody but the very first gets the one before."""
        key = (sheet.key, chosen.get(), compress)
        kept = self._kept.get(key)
        if kept is not None and (time.monotonic() - kept.made_at < SHARED_SECONDS or key in self._making):
            return kept
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(hall, sheet, compress))
            self._making[key].add_done_callback(lambda _made: self._making.pop(key))
        return await asyncio.shield(self._making[key])

    async def _make(self, hall: Any, sheet: Sheet, compress: bool) -> _Kept:
        counts = await hall.live.fresh()
        began = time.monotonic()
        key = (sheet.key, chosen.get(), compress)
        kept = self._kept[key] = _finish(sheet.make(counts), compress=compress)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self._paid_until = max(self._paid_until, began) + (time.monotonic() - began) / PART
        return kept


NOT_MODIFIED = {b"etag", b"cache-control", b"vary", b"content-language"}


def _finish(page: Page, *, compress: bool) -> _Kept:
    etag = _etag(page)
    answer = page_answer(page, {"Cache-Control": KEEP, "ETag": etag}, compress=compress)
    return _Kept(time.monotonic(), etag.encode(), answer)


def _etag(page: Page) -> str:
    """Of all that is not new each time; weak, because what is new each time may differ."""
    text = page.text + page.headers["Content-Security-Policy"]
    for once in page.once:
        text = text.replace(once, "")
    age = int(time.time() / LONGEST_AGREED_SECONDS)
    return f'W/"{hashlib.blake2b(f"{age} {text}".encode(), digest_size=8).hexdigest()}"'
