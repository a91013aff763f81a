"""Shared pages: in quiet times made for each visitor; in a crowd one serves everybody for a second.

A page takes some ten milliseconds to make and microseconds to send. Nothing in a shared page is about its visitor, so
caches in front may keep it for that second too, and ask afterwards by its ETag.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
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


class Variant(NamedTuple):
    """A page that differs from its main page in a few words, which `touch` changes, for the counts it was made with.

    To make each anew would be too much in a crowd that asks for all of them.
    """

    key: Hashable
    touch: Callable[[Page, Any], Page]


class Sheet(NamedTuple):
    """A page as everybody may have it who asks with this key; `make` takes the counts as they are then, and what `read`
    found, if there is something to read for it."""

    key: Hashable
    make: Callable[..., Page]
    read: Callable[[], Awaitable[Any]] | None = None
    variant: Variant | None = None

    async def page(self, counts: Any) -> Page:
        return self.made(counts, await self.found())

    async def found(self) -> tuple[Any, ...]:
        return (await self.read(),) if self.read else ()

    def made(self, counts: Any, found: tuple[Any, ...]) -> Page:
        page = self.make(counts, *found)
        return self.variant.touch(page, counts) if self.variant else page


class _Main(NamedTuple):
    """The page whose variants are asked for, and its counts."""

    made_at: float
    page: Page
    counts: Any


class SharedPages:
    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[_Kept]] = {}
        self._mains: OrderedDict[Hashable, _Main] = OrderedDict()
        self._turn = asyncio.Lock()
        self._paid_until = 0.0
        self._age = 0

    def expire(self) -> None:
        """Something must be seen no more: who asks from now on gets no page that was begun before."""
        self._age += 1
        self._kept.clear()
        self._making.clear()
        self._mains.clear()

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
        key = _key(sheet, compress)
        kept = self._kept.get(key)
        if kept is not None and (time.monotonic() - kept.made_at < SHARED_SECONDS or key in self._making):
            return kept
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._make(hall, sheet, compress))
            making.add_done_callback(lambda made: self._forget_making(key, made))
        return await asyncio.shield(making)

    def _forget_making(self, key: Hashable, made: asyncio.Task[_Kept]) -> None:
        if self._making.get(key) is made:
            del self._making[key]

    async def _make(self, hall: Any, sheet: Sheet, compress: bool) -> _Kept:
        age, counts = self._age, await hall.live.fresh()
        if sheet.variant and self._is_crowded():
            main = await self._main(sheet, counts)
            with self._paying():
                kept = _finish(sheet.variant.touch(main.page, main.counts), compress=compress)
            # It is as old as what it was made of.
            kept = msgspec.structs.replace(kept, made_at=main.made_at)
        else:
            found = await sheet.found()
            with self._paying():
                kept = _finish(sheet.made(counts, found), compress=compress)
        if age == self._age:
            _keep(self._kept, _key(sheet, compress), kept)
        return kept

    async def _main(self, sheet: Sheet, counts: Any) -> _Main:
        """The main page of variants, at most a second old; one at a time, so that none is made twice."""
        key = (sheet.key, chosen.get())
        async with self._turn:
            age, main = self._age, self._mains.get(key)
            if main is None or time.monotonic() - main.made_at >= SHARED_SECONDS:
                found = await sheet.found()
                with self._paying():
                    main = _Main(time.monotonic(), sheet.make(counts, *found), counts)
                if age == self._age:
                    _keep(self._mains, key, main)
        return main

    @contextmanager
    def _paying(self) -> Iterator[None]:
        """Note how long this takes."""
        began = time.monotonic()
        yield
        self._paid_until = max(self._paid_until, began) + (time.monotonic() - began) / PART


def _key(sheet: Sheet, compress: bool) -> Hashable:
    return sheet.key, sheet.variant and sheet.variant.key, chosen.get(), compress


def _keep(shelf: OrderedDict, key: Hashable, kept: Any) -> None:
    shelf[key] = kept
    shelf.move_to_end(key)
    if len(shelf) > MOST_KEPT:
        shelf.popitem(last=False)


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
