"""The streams of one process: every open page hears what is new to it, in bytes that were encoded once for all."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Callable

from wechoose.counts.encoded import PING, RETRY, Counts, Event
from wechoose.counts.readers import OpenPage, Place

PING_SECONDS = 15.0
# How soon a page that has seen younger counts than ours is looked at again.
EARLY_SECONDS = 0.5
# Thousands of pages are told in pieces of this length: what a visitor asks for takes a dozen turns of the loop.
PIECE_SECONDS = 0.001
# Milliseconds. The clocks of processes may be a little apart; nobody can have seen what is a minute ahead.
BELIEVED_AHEAD = 60_000


class Streams:
    """What is shown now, and to whom; no task, timer or queue belongs to a single page."""

    def __init__(self) -> None:
        self.counts: dict[str, Counts] = {}
        self.stale = False
        self.closed = False
        self._pages: set[OpenPage] = set()
        self._followers = 0
        self._most = _most_pages()
        self._changed = asyncio.Event()
        self._news = False
        self._pinged_at = time.monotonic()
        # Whether somebody has seen counts that are younger than ours, and waits.
        self._early = False

    def __len__(self) -> int:
        return len(self._pages)

    def is_full(self) -> bool:
        """Whether a further page would take a connection that visitors need."""
        return len(self._pages) >= self._most

    def are_watched(self) -> bool:
        return bool(self._pages or self._followers)

    def show(self, counts: dict[str, Counts]) -> None:
        before, self.counts = self.counts, counts
        if self.stale or _etags(before) != _etags(counts):
            self.stale = False
            self._wake()

    def become_stale(self) -> None:
        if not self.stale:
            self.stale = True
            self._wake()

    def open(self, transport: asyncio.Transport, key: str, last_number: int) -> None:
        """Go on with an answer whose head has left, for as long as the reader stays."""
        page = OpenPage(transport, Place(key, self._believe(key, last_number)), self)
        transport.set_protocol(page)
        self._pages.add(page)
        page.write(RETRY)
        page.catch_up()

    def forget(self, page: OpenPage) -> None:
        self._pages.discard(page)

    def news(self, place: Place) -> Event | None:
        counts = self.counts.get(place.key)
        if counts is None:
            return None
        news = place.take(counts, self.stale)
        self._early |= not place.etag
        return news

    async def follow(self, key: str, last_number: int) -> AsyncIterator[bytes]:
        """The same events one by one, for a server that can't hand its connections over."""
        self._followers += 1
        try:
            yield RETRY.text
            place = Place(key, self._believe(key, last_number))
            while not self.closed and key in self.counts:
                changed = self._changed
                if news := self.news(place):
                    yield news.text
                if not await _wait(changed, PING_SECONDS if place.etag else EARLY_SECONDS):
                    yield PING.text
        finally:
            self._followers -= 1

    async def tell(self) -> None:
        """Tell all pages what changed since they were last told, and now and then that the line is alive."""
        if self._news or self._early:
            self._news = self._early = False
            await self._each(self._tell)
        if time.monotonic() - self._pinged_at > PING_SECONDS:
            self._pinged_at = time.monotonic()
            await self._each(lambda page: page.write(PING))

    def close(self) -> None:
        """End every stream, so that the process can stop."""
        self.closed = True
        for page in list(self._pages):
            page.end()
        self._wake()

    def _tell(self, page: OpenPage) -> None:
        if page.place.key in self.counts:
            page.catch_up()
        else:
            page.end()

    async def _each(self, act: Callable[[OpenPage], None]) -> None:
        since = time.monotonic()
        for page in list(self._pages):
            act(page)
            if time.monotonic() - since > PIECE_SECONDS:
                await asyncio.sleep(0)
                since = time.monotonic()

    def _believe(self, key: str, number: int) -> int:
        """What the page says it saw last, unless no process of this site can have said it."""
        counts = self.counts.get(key)
        return number if counts is None or number < counts.number + BELIEVED_AHEAD else 0

    def _wake(self) -> None:
        self._news = True
        self._changed.set()
        self._changed = asyncio.Event()


def _etags(counts: dict[str, Counts]) -> dict[str, str]:
    return {key: each.etag for key, each in counts.items()}


def _most_pages() -> float:
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return float("inf") if files == resource.RLIM_INFINITY else files * 0.9


async def _wait(changed: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return False
    return True
