"""The entrance: what happens to every request before the routes and to every answer after them.

Plain ASGI around the framework, because its own middleware does not see the requests that no route takes.
"""

import secrets
import time
from functools import lru_cache
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from wechoose.base.logs import log
from wechoose.base.words import choose_language, chosen, language
from wechoose.web.query import asked

# Every answer says these unless it says otherwise itself.
HEADERS = {
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), interest-cohort=()",
    b"cache-control": b"no-store",
}
HSTS = {b"strict-transport-security": b"max-age=63072000; includeSubDomains"}


class Entrance:
    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = HEADERS | (HSTS if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = Answer(send, self._headers, head=scope["method"] == "HEAD")
        inner = _inner(scope)
        speak(scope)
        started = time.perf_counter()
        try:
            await self._app(inner, answer.receive_from(receive), answer.send)
        finally:
            _note(inner, answer.status, time.perf_counter() - started)


class Answer:
    """One answer on its way out; for a HEAD its body is dropped and the sender told that the visitor left."""

    def __init__(self, send: Send, headers: dict[bytes, bytes], *, head: bool) -> None:
        self._send, self._headers, self._head = send, headers, head
        self._ended = False
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.lower() for name, _value in message["headers"]}
            # What a 304 says replaces what the browser keeps: our strictest policy would block the page's own scripts.
            own = {} if self.status == 304 else self._headers
            missing = [pair for pair in own.items() if pair[0] not in given]
            await self._send({**message, "headers": [*message["headers"], *missing]})
            if self._head:
                self._ended = True
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        elif not self._ended:
            await self._send(message)

    def receive_from(self, receive: Receive) -> Receive:
        async def receive_unless_ended() -> Any:
            return {"type": "http.disconnect"} if self._ended else await receive()

        return receive_unless_ended


def _inner(scope: Any) -> Scope:
    """The request as the routes see it: a HEAD is a GET whose body nobody reads."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    state = {**scope.get("state", {}), "reference": secrets.token_hex(4)}
    return {**scope, "method": method, "state": state}  # type: ignore[return-value]


def header_of(scope: Any, name: bytes) -> bytes:
    """The first with this name, in small letters; empty when there is none."""
    return next((value for given, value in scope["headers"] if given == name), b"")


def speak(scope: Any) -> None:
    """From here on in the language of who asks: the address's, or else the browser's."""
    spoken, wish = _language(scope["query_string"], header_of(scope, b"accept-language"))
    language.set(spoken)
    chosen.set(wish)


# A crowd asks in few ways, and to read them anew takes longer than all the rest of an answer from memory.
@lru_cache(maxsize=1024)
def _language(query: bytes, accepted: bytes) -> tuple[str, str]:
    """The language to speak, and the one that was asked for by name, if it was and we speak it."""
    wish = asked(query, "lang")
    spoken = choose_language(wish, accepted.decode("latin-1"))
    return spoken, wish if wish == spoken else ""


def _note(scope: Any, status: int, seconds: float) -> None:
    """The route's pattern, not the path: paths hold tokens."""
    log.info(
        "request",
        method=scope["method"],
        route=scope.get("path_template", ""),
        status=status,
        ms=round(seconds * 1000, 1),
        reference=scope["state"]["reference"],
    )
