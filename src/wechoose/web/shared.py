"""Shared pages: in quiet times made for each visitor; in a crowd one serves everybody for a second.

A page takes some ten milliseconds to make and microseconds to send. Nothing in a shared page is about its visitor, so
caches in front may keep it for that second too, and ask afterwards by its ETag.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

import brotli
import msgspec

from wechoose.web.express import Answer, Ask
from wechoose.web.rendering import Page

SHARED_SECONDS = 1.0
# Making pages may take this part of the time in the long run, and so many seconds at once before it counts as a crowd.
PART = 0.1
AT_ONCE_SECONDS = 0.5
MOST_KEPT = 256
# What a reload asks for must not hold a form that has been open since yesterday.
LONGEST_AGREED_SECONDS = 3600
KEEP = b"public, max-age=1"


class _Kept(msgspec.Struct, frozen=True):
    made_at: float
    etag: bytes
    answer: Answer


class SharedPages:
    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._paid_until = 0.0

    def give(self, ask: Ask, key: Hashable, make: Callable[[], Page]) -> Answer:
        """The page of this key; `make` takes no part in it whoever asks."""
        compress = b"br" in ask.header(b"accept-encoding")
        now = time.monotonic()
        kept = self._kept.get((key, compress))
        if kept is None or now - kept.made_at > SHARED_SECONDS or not self._is_crowded(now):
            kept = self._make((key, compress), make, now)
        if kept.etag in ask.header(b"if-none-match"):
            return Answer(304, tuple(pair for pair in kept.answer.headers if pair[0] in NOT_MODIFIED))
        return kept.answer

    def _is_crowded(self, now: float) -> bool:
        return self._paid_until > now + AT_ONCE_SECONDS / PART

    def _make(self, key: tuple[Hashable, bool], make: Callable[[], Page], now: float) -> _Kept:
        made = _finish(make(), compress=key[1])
        self._kept[key] = made
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self._paid_until = max(self._paid_until, now) + (time.monotonic() - now) / PART
        return made


NOT_MODIFIED = {b"etag", b"cache-control", b"vary", b"content-language"}


def _finish(page: Page, *, compress: bool) -> _Kept:
    etag = _etag(page)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        *((name.lower().encode(), value.encode()) for name, value in page.headers.items()),
        (b"cache-control", KEEP),
        (b"etag", etag),
    ]
    body = page.text.encode()
    if compress:
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=4)
        headers.append((b"content-encoding", b"br"))
    return _Kept(time.monotonic(), etag, Answer(200, tuple(headers), body))


def _etag(page: Page) -> bytes:
    """Of all that is not new each time; weak, because what is new each time may differ."""
    text = page.text
    for once in page.once:
        text = text.replace(once, "")
    age = int(time.time() / LONGEST_AGREED_SECONDS)
    return b'W/"%s"' % hashlib.blake2b(f"{age} {text}".encode(), digest_size=8).hexdigest().encode()
