"""The counts without the framework: what `api` answers, from bytes that are ready, at the addresses of crowds."""

import re
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

from wechoose.counts.live import CAMPAIGN, LiveCounts

ADDRESS = re.compile(r"/api/v1(?:/demands/(?P<slug>[^/]+))?/counts(?P<stream>/stream)?")

Headers = list[tuple[bytes, bytes]]

ANY_ORIGIN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
STREAM: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    *ANY_ORIGIN,
]


def express(app: ASGIApp, live: LiveCounts) -> ASGIApp:
    """Answers what it can, and leaves the rest to the app."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if not await _answer(live, scope, send):
            await app(scope, receive, send)

    return answer


async def _answer(live: LiveCounts, scope: Any, send: Send) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    found = ADDRESS.fullmatch(scope["path"])
    if found is None:
        return False
    door = open_stream if found["stream"] else answer_counts
    return await door(live, found["slug"] or CAMPAIGN, scope, send)


async def answer_counts(live: LiveCounts, key: str, scope: Any, send: Send) -> bool:
    """Whether it was answered; a demand that is not there is not. Raises Unavailable."""
    await live.fresh()
    counts = live.counts(key)
    if counts is None:
        return False
    headers = [(b"etag", counts.etag.encode()), (b"cache-control", b"public, max-age=1"), *ANY_ORIGIN]
    status, body = 304, b""
    if headers[0][1] not in header(scope, b"if-none-match"):
        status, body = 200, counts.body
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
    return True


async def open_stream(live: LiveCounts, key: str, scope: Any, send: Send) -> bool:
    """Whether it was opened; it isn't where the server can't hand the connection over, nor when there are too many."""
    hand_over = scope.get("extensions", {}).get("wechoose.hand_over")
    if hand_over is None or live.counts(key) is None or live.streams.is_full():
        return False
    await send({"type": "http.response.start", "status": 200, "headers": STREAM})
    if transport := hand_over():
        live.streams.open(transport, key, number_of(header(scope, b"last-event-id")))
    return True


def number_of(seen: bytes) -> int:
    # Python refuses to read thousands of digits; ours have thirteen.
    return int(seen) if seen.isdigit() and len(seen) < 20 else 0


def header(scope: Any, name: bytes) -> bytes:
    return next((value for given, value in scope["headers"] if given == name), b"")
