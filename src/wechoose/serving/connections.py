"""Connections that can be handed over to an answer without end, and send away unread who would wait too long."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from wechoose.web.express import HAND_OVER


class Connection(HttpToolsProtocol):
    """uvicorn's, with one thing more in a request's scope: `extensions["wechoose.hand_over"]`.

    Called after the head of an answer was sent, it returns the transport, on which the caller goes on in chunks with a
    protocol of its own, or None when the visitor has left. The app then returns, and all that the server kept for the
    request is freed, which is eight times what the line needs. What else a visitor asked for on this line stays
    unanswered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._send_away: Callable[[bytes], bytes | None] | None = getattr(self.app, "send_away", None)

    def data_received(self, data: bytes) -> None:
        """What must wait too long is sent away unread, unless something else is under way on this line."""
        is_free = self.cycle is None or self.cycle.response_complete
        answer = self._send_away(data) if is_free and self._send_away else None
        if answer is None:
            super().data_received(data)
        else:
            self.transport.write(answer)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        cycle = self.cycle
        # Before version 1.1, HTTP knew no chunks; and an upgrade is no request.
        if self.scope["http_version"] == "1.1" and cycle is not None and cycle.scope is self.scope:
            self.scope["extensions"] = {HAND_OVER: partial(self._hand_over, cycle)}  # type: ignore[typeddict-item]

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # It knows us as well, and such a circle would wait for the garbage collector.
        self.scope = None  # type: ignore[assignment]

    def _hand_over(self, cycle: RequestResponseCycle) -> asyncio.Transport | None:
        if cycle.disconnected or not cycle.chunked_encoding:
            return None
        cycle.response_complete = True
        self.flow.resume_reading()
        self.connections.discard(self)
        self.server_state.total_requests += 1
        # The parser and the scope know us too.
        self.parser = self.scope = None  # type: ignore[assignment]
        return self.transport
