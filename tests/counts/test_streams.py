"""Open pages over a real connection: what the server keeps for them, and what a slow or gone reader costs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, NoReturn

import httpx
import msgspec
import pytest
import uvicorn

from tests.counts.reading import Event
from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.database import Database
from wechoose.base.site import Site
from wechoose.counts.express import DOORS
from wechoose.counts.live import LiveCounts
from wechoose.serving.connections import Connection
from wechoose.web.entrance import HEADERS
from wechoose.web.express import Express

WAIT = 10.0
MANY = 2_000
ADDRESS = f"/api/v1/demands/{MORATORIUM}/counts/stream"


class Page:
    """One open page: the head of its answer, then event after event."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int, *fields: str, version: str = "1.1", address: str = ADDRESS) -> "Page":
        line = socket.socket()
        # So that a page that does not read holds up its server soon.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=line, limit=4096)
        lines = [f"GET {address} HTTP/{version}", "Host: 127.0.0.1", *fields, "", ""]
        writer.write("\r\n".join(lines).encode())
        return cls(reader, writer)

    async def head(self) -> tuple[str, dict[str, str]]:
        status, *lines = (await self._read_until(b"\r\n\r\n")).decode().strip().split("\r\n")
        return status, dict(line.split(": ", 1) for line in lines)

    async def chunk(self) -> bytes:
        """Empty when it was the last."""
        size = int(await self._read_until(b"\r\n"), 16)
        return (await asyncio.wait_for(self._reader.readexactly(size + 2), WAIT))[:-2]

    async def counts(self) -> Event:
        """The next event that says counts."""
        while (event := Event(await self.chunk())).fields.get("event") != "counts":
            pass
        return event

    async def is_over(self) -> bool:
        return await asyncio.wait_for(self._reader.read(), WAIT) == b""

    def leave(self) -> None:
        self._writer.close()

    async def _read_until(self, end: bytes) -> bytes:
        return await asyncio.wait_for(self._reader.readuntil(end), WAIT)


@pytest.fixture
async def live(site: Site) -> AsyncIterator[LiveCounts]:
    """Counts that look and tell when a test says so."""
    counts = LiveCounts(site.database)
    await counts.look()
    yield counts
    counts.close()


@pytest.fixture
async def server(live: LiveCounts) -> AsyncIterator[uvicorn.Server]:
    app = Express(_answer_elsewhere, SimpleNamespace(live=live), DOORS, _never_busy, secure=False)
    config = uvicorn.Config(app, port=0, http=Connection, lifespan="off", log_config=None, access_log=False)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve())
    await _until(lambda: server.started)
    yield server
    live.close()
    server.should_exit = True
    await serving


@pytest.fixture
def port(server: uvicorn.Server) -> int:
    return server.servers[0].sockets[0].getsockname()[1]


async def test_an_open_page_gets_the_snapshot_and_what_changes(
    port: int, live: LiveCounts, site: Site, client: httpx.AsyncClient
) -> None:
    page = await Page.open(port)
    status, _fields = await page.head()
    assert status == "HTTP/1.1 200 OK"
    assert await page.chunk() == b"retry: 2000\n\n"
    first = await page.counts()
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    await live.look()
    await live.streams.tell()
    second = await page.counts()
    assert (first.counts["verified"], second.counts["verified"]) == (0, 1)
    assert second.number > first.number


async def test_the_first_page_after_a_time_without_any_gets_what_is_counted_now(
    port: int, live: LiveCounts, site: Site, client: httpx.AsyncClient
) -> None:
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    live.expire()
    page = await Page.open(port)
    await page.head()
    assert (await page.counts()).counts["verified"] == 1


async def test_a_page_opens_also_while_the_database_is_away(port: int, live: LiveCounts) -> None:
    live.expire()
    live._database = await Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    page = await Page.open(port)
    status, _fields = await page.head()
    assert status == "HTTP/1.1 200 OK"
    assert await page.chunk() == b"retry: 2000\n\n"
    assert Event(await page.chunk()).fields["event"] == "stale"


async def test_a_stream_says_what_every_answer_says(port: int) -> None:
    _status, fields = await (await Page.open(port)).head()
    kept = {name.decode(): value.decode() for name, value in HEADERS.items()}
    ours = {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "transfer-encoding": "chunked",
    }
    assert {name: value for name, value in fields.items() if name not in ("date", "server")} == kept | ours


async def test_the_server_keeps_nothing_of_the_request_and_forgets_who_leaves(
    port: int, server: uvicorn.Server, live: LiveCounts
) -> None:
    page = await Page.open(port)
    await page.head()
    await page.counts()
    await _until(lambda: not server.server_state.tasks)
    assert (len(server.server_state.connections), len(live.streams)) == (0, 1)
    page.leave()
    await _until(lambda: not live.streams)


async def test_a_page_that_comes_back_is_never_shown_something_older(port: int, live: LiveCounts) -> None:
    counts = live.counts(MORATORIUM)
    assert counts
    page = await Page.open(port, f"Last-Event-ID: {counts.number + 200}")
    await page.head()
    waiting = asyncio.create_task(page.counts())
    while not waiting.done():
        await live.look()
        await live.streams.tell()
        await asyncio.sleep(0.01)
    assert (await waiting).number > counts.number + 200


async def test_a_slow_reader_misses_counts_in_between_and_not_the_last(port: int, live: LiveCounts) -> None:
    page = await Page.open(port)
    await page.head()
    first = await page.counts()
    for verified in range(1, MANY + 1):
        await _count(live, verified)
    seen = [first]
    while seen[-1].counts["verified"] < MANY:
        seen.append(await page.counts())
    assert len(seen) < MANY
    assert [event.number for event in seen] == sorted(event.number for event in seen)


async def test_closing_ends_every_page_at_once(port: int, live: LiveCounts) -> None:
    pages = [await Page.open(port) for _number in range(3)]
    for page in pages:
        await page.head()
        await page.counts()
    live.close()
    assert [(await page.chunk(), await page.is_over()) for page in pages] == [(b"", True)] * 3


async def test_a_demand_that_is_gone_ends_its_pages(port: int, live: LiveCounts) -> None:
    page = await Page.open(port)
    await page.head()
    await page.counts()
    live.streams.show({})
    await live.streams.tell()
    assert await page.chunk() == b""


async def test_whatever_else_is_asked_for_on_the_line_of_a_stream_stays_unanswered(
    port: int, live: LiveCounts
) -> None:
    page = await Page.open(port, "", f"GET {ADDRESS} HTTP/1.1")
    await page.head()
    await page.counts()
    assert len(live.streams) == 1
    live.close()
    assert (await page.chunk(), await page.is_over()) == (b"", True)


async def test_what_the_server_can_t_hand_over_is_left_to_the_framework(port: int) -> None:
    for page in (
        await Page.open(port, version="1.0"),
        await Page.open(port, address="/api/v1/demands/nothing/counts/stream"),
    ):
        assert (await page.head())[0] == "HTTP/1.1 418 I'm a Teapot"


async def _count(live: LiveCounts, verified: int) -> None:
    """As if a look had found so many."""
    assert live.snapshot
    demands = live.snapshot.demands
    demand = msgspec.structs.replace(demands[MORATORIUM], verified=verified)
    live._keep(msgspec.structs.replace(live.snapshot, demands=demands | {MORATORIUM: demand}), 0)
    await live.streams.tell()


def _never_busy(_scope: Any, refusal: Exception) -> NoReturn:
    raise refusal


async def _answer_elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _until(happened: Any) -> None:
    async with asyncio.timeout(WAIT):
        while not happened():
            await asyncio.sleep(0.001)
