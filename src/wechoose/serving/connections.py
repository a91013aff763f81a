"""Connections that can be handed over: an answer without end needs the line itself and nothing else of the server."""

import asyncio
from functools import partial

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HAND_OVER = "wechoose.hand_over"


class Connection(HttpToolsProtocol):
    """uvicorn's, with one thing more in a request's scope: `extensions["wechoose.hand_over"]`.

    Called after the head of an answer was sent, it returns the transport, on which the caller goes on in chunks with a
    protocol of its own, or None when the visitor has left. The app then returns, and all that the server kept for the
    request is freed, which is eight times what the line needs. What else a visitor asked for on this line stays
    unanswered.
    """

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
