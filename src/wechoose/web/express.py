"""Express: the few addresses that a crowd comes to, answered without the framework.

An express door answers what goes well. Whatever else comes, it leaves, before anything was changed, to the framework's
route of the same address, which says in full what is wrong. So every rule has one place, and a door can be taken away.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from litestar.types import ASGIApp, Receive, Scope, Send

from wechoose.base.logs import log
from wechoose.base.refusals import Refusal, Unavailable
from wechoose.web.entrance import HEADERS, HSTS, header_of, speak
from wechoose.web.traffic import Traffic

Headers = tuple[tuple[bytes, bytes], ...]

HAND_OVER = "wechoose.hand_over"
"""The extension of a request's scope by which the server hands its line over; see serving/connections.py."""

LARGEST_BODY = 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,6})(?=\r|$)", re.IGNORECASE)
ACCEPTED = re.compile(rb"\r\naccept-language: *([^\r]*)", re.IGNORECASE)


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes = b""


def as_pairs(headers: Mapping[str, str]) -> Headers:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


SENT = Answer(0, ())
"""What a door returns that has sent its answer itself."""


class Ask(NamedTuple):
    """A request: `hall` is the app's state, `name` the part of the address that varies, `body` read to its end."""

    hall: Any
    scope: Any
    name: str
    body: bytes
    send: Send
    complete: Callable[[Headers], list[tuple[bytes, bytes]]]

    def header(self, name: bytes) -> bytes:
        return header_of(self.scope, name)


class Door(NamedTuple):
    """`pattern` is an address with one {} in it, or none; `waits` for its turn with others, who may be too many."""

    method: str
    pattern: str
    answer: Callable[[Ask], Awaitable[Answer | None]]
    waits: bool = False


Busy = Callable[[Any, Unavailable], Answer]


class Express:
    def __init__(
        self,
        app: ASGIApp,
        hall: Any,
        doors: list[Door],
        busy: Busy,
        *,
        secure: bool,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._app, self._hall, self._busy, self._is_busy = app, hall, busy, is_busy
        self._whole = {(door.method, door.pattern): door for door in doors if "{}" not in door.pattern}
        self._parts: dict[str, list[tuple[str, str, Door]]] = defaultdict(list)
        for door in doors:
            before, hole, after = door.pattern.partition("{}")
            if hole:
                self._parts[door.method].append((before, after, door))
        self._safe = HEADERS | (HSTS if secure else {})
        self.complete = lru_cache(maxsize=256)(self._complete)
        self._traffic = Traffic()

    def send_away(self, data: bytes) -> bytes | None:
        """The answer, as it leaves, to a whole request that would wait too long, and is not looked at any further.

        None for all others. To read a request and to refuse it takes longer than to sign: when more come than a process
        can read, all of its time would go to those it refuses.
        """
        if not data.startswith(b"POST ") or not self._is_busy():
            return None
        head, _end, body = data.partition(b"\r\n\r\n")
        address, _space, _rest = head[5:].partition(b" ")
        path, _mark, query = address.partition(b"?")
        found = self._find("POST", path.decode("latin-1"))
        length = LENGTH.search(head)
        if found is None or not found[0].waits or length is None or int(length[1]) != len(body):
            return None
        accepted = ACCEPTED.search(head)
        headers = [(b"accept-language", accepted[1])] if accepted else []
        scope = {"path": path.decode("latin-1"), "query_string": query, "headers": headers}
        speak(scope)
        answer = self._busy(scope, Unavailable())
        door = found[0]
        self._traffic.note(door.method, door.pattern, answer.status, asyncio.get_running_loop().time())
        return _written(answer, self.complete(answer.headers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        door, name = found
        began = asyncio.get_running_loop().time()
        body = await _read(scope, receive)
        answer = None if body is None else await self._answer(door, scope, name, body, send)
        if answer is None:
            await self._app(scope, _again(body, receive), send)
            return
        if answer is not SENT:
            # What "not modified" says replaces what the browser keeps: nothing but what the door says may change there.
            headers = list(answer.headers)
            if answer.status != 304:
                headers = [*self.complete(answer.headers), (b"content-length", b"%d" % len(answer.body))]
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": answer.body, "more_body": False})
        self._traffic.note(door.method, door.pattern, answer.status, began)

    def _find(self, method: str, path: str) -> tuple[Door, str] | None:
        if door := self._whole.get((method, path)):
            return door, ""
        for before, after, door in self._parts.get(method, ()):
            if path.startswith(before) and path.endswith(after):
                name = path[len(before) : len(path) - len(after)]
                if name and "/" not in name:
                    return door, name
        return None

    async def _answer(self, door: Door, scope: Any, name: str, body: bytes, send: Send) -> Answer | None:
        speak(scope)
        try:
            return await door.answer(Ask(self._hall, scope, name, body, send, self.complete))
        except Unavailable as busy:
            return self._busy(scope, busy)
        except Refusal:
            return None
        except Exception as error:
            # Whatever broke: the framework's route tries once more, and if it breaks there too, says so in full.
            log.error("door_failed", route=door.pattern, error=error)
            return None

    def _complete(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        """With those that every answer says unless it says otherwise itself."""
        given = {name for name, _value in headers}
        return [*headers, *(pair for pair in self._safe.items() if pair[0] not in given)]


def _written(answer: Answer, headers: list[tuple[bytes, bytes]]) -> bytes:
    """As HTTP/1.1 puts it on the line."""
    status = b"HTTP/1.1 %d %s" % (answer.status, HTTPStatus(answer.status).phrase.encode())
    length = b"content-length: %d" % len(answer.body)
    return b"\r\n".join([status, *(b"%s: %s" % pair for pair in headers), length, b"", answer.body])


async def _read(scope: Any, receive: Receive) -> bytes | None:
    """The whole body; None when its length is not announced or too much, and it is left unread, or it never came."""
    if scope["method"] == "GET":
        return b""
    length = header_of(scope, b"content-length")
    if not length.isdigit() or len(length) > 6 or int(length) > LARGEST_BODY:
        return None
    parts = []
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else parts[0]


def _again(body: bytes | None, receive: Receive) -> Receive:
    """What was read, to be read once more."""
    if body is None:
        return receive
    told = False

    async def receive_again() -> Any:
        nonlocal told
        if told:
            return await receive()
        told = True
        message: Any = {"type": "http.request", "body": body, "more_body": False}
        return message

    return receive_again
