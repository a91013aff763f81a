"""Readers of a stream: what each has seen, and so what is news to it."""

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from wechoose.counts.encoded import LAST_CHUNK, STALE, Counts, Event

if TYPE_CHECKING:
    from wechoose.counts.streams import Streams

# What the system holds back for one reader who does not take it; its default grows to megabytes.
SEND_BUFFER_BYTES = 32 * 1024
# A reader who takes nothing for so long is gone, whatever became of it.
GONE_MILLISECONDS = 60_000


class Place:
    """How far a reader has come; a reader that is behind misses counts in between, never the last."""

    __slots__ = ("etag", "key", "seen", "told_stale")

    def __init__(self, key: str, seen: int) -> None:
        self.key, self.seen = key, seen
        self.etag, self.told_stale = "", False

    def take(self, counts: Counts, stale: bool) -> Event | None:
        """What is news here, noted as told: never older than what was seen."""
        if stale:
            news = None if self.told_stale else STALE
            self.told_stale = True
            return news
        if counts.number <= self.seen or (counts.etag == self.etag and not self.told_stale):
            return None
        self.seen, self.etag, self.told_stale = counts.number, counts.etag, False
        return counts.event


class OpenPage(asyncio.Protocol):
    """A connection that has become a stream: the server's own objects for a request are ten times as large."""

    __slots__ = ("_behind", "_streams", "_transport", "place")

    def __init__(self, transport: asyncio.Transport, place: Place, streams: "Streams") -> None:
        self._transport, self.place, self._streams = transport, place, streams
        self._behind = False
        # Nothing is queued here: as long as something is, the page is behind.
        transport.set_write_buffer_limits(high=0)
        _hold_back_little(transport)

    def write(self, event: Event) -> None:
        if not self._behind and not self._transport.is_closing():
            self._transport.write(event.chunk)

    def catch_up(self) -> None:
        if not self._behind and (news := self._streams.news(self.place)):
            self.write(news)

    def end(self) -> None:
        if self._behind:
            self._transport.abort()
        elif not self._transport.is_closing():
            self._transport.write(LAST_CHUNK)
            self._transport.close()

    def pause_writing(self) -> None:
        self._behind = True

    def resume_writing(self) -> None:
        self._behind = False
        self.catch_up()

    def data_received(self, data: bytes) -> None:
        """Whatever a reader says during an answer without end stays unanswered."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._streams.forget(self)


def _hold_back_little(transport: asyncio.Transport) -> None:
    line = transport.get_extra_info("socket")
    if line is None:
        return
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_MILLISECONDS)
