import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from wechoose.app import App, build
from wechoose.audit import acts, trail
from wechoose.base.site import Site

Signed = Callable[..., Awaitable[bytes]]

LIST = "/desk/demands/community-schools/list"


async def test_the_desk_shows_what_is_verified_and_what_waits(
    owner: httpx.AsyncClient, signed: Signed
) -> None:
    for status in ("verified", "verified", "pending", "pending", "pending", "held"):
        await signed("Ada", status=status)
    page = (await owner.get("/desk")).text
    row = page[page.index('href="/demands/community-schools"') :].partition("</tr>")[0]
    assert '<td class="figure">2</td>' in row
    assert '<td class="figure">3</td>' in row
    assert LIST in page


async def test_a_list_comes_as_a_file_and_is_written_down_with_its_reason(
    owner: httpx.AsyncClient, csrf: str, signed: Signed, site: Site
) -> None:
    await signed("Ada")
    await signed("=Bea", state="MI", zip_code="48201")
    answer = await owner.post(LIST, data={"csrf": csrf, "state": "MI", "reason": "Hearing in Lansing"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="community-schools-MI-20')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[:4] for row in rows] == [
        ["name", "city", "state", "zip"],
        ["'=Bea Smith", "Detroit", "MI", "48201"],
    ]
    async with site.database.transaction(read_only=True) as db:
        line = (await trail.read_back(db))[0]
    assert line.leader_id is not None
    assert (line.act, line.subject, line.reason) == (
        acts.DOWNLOADED_LIST,
        "community-schools",
        "Hearing in Lansing",
    )
    assert (line.details, line.address) == ({"state": "MI", "verified": 1, "format": "csv"}, "127.0.0.1")


async def test_neither_list_nor_trail_says_where_a_signer_can_be_written_to(
    owner: httpx.AsyncClient, csrf: str, signed: Signed
) -> None:
    await signed("Ada")
    answer = await owner.post(LIST, data={"csrf": csrf, "reason": "for the hearing"})
    assert "Ada Smith" in answer.text
    assert "secret.address" not in answer.text
    audit = (await owner.get("/desk/audit")).text
    assert "for the hearing" in audit
    assert "Ada" not in audit


async def test_without_a_reason_there_is_no_list_and_what_was_typed_stays(
    owner: httpx.AsyncClient, csrf: str, signed: Signed, site: Site
) -> None:
    await signed("Ada")
    answer = await owner.post(LIST, data={"csrf": csrf, "state": "NJ", "reason": " "})
    assert answer.status_code == 422
    assert "Ada" not in answer.text
    assert '<option value="NJ" selected>' in answer.text
    assert "Say in a few words" in answer.text
    answer = await owner.post(LIST, data={"csrf": csrf, "state": "XX", "reason": "for <b>the</b> hearing"})
    assert answer.status_code == 422
    assert "for &lt;b&gt;the&lt;/b&gt; hearing" in answer.text
    async with site.database.transaction(read_only=True) as db:
        assert acts.DOWNLOADED_LIST not in [line.act for line in await trail.read_back(db)]


async def test_a_demand_that_is_not_there_has_no_list(owner: httpx.AsyncClient, csrf: str) -> None:
    for slug in ("no-such-demand", "%00", "A"):
        address = f"/desk/demands/{slug}/list"
        assert (await owner.get(address)).status_code == 404
        assert (await owner.post(address, data={"csrf": csrf, "reason": "because"})).status_code == 404


async def test_a_list_is_written_down_even_if_the_client_hangs_up_at_once(
    owner: httpx.AsyncClient, csrf: str, signed: Signed, site: Site, app: App
) -> None:
    await signed("Ada")
    client = Client(owner, csrf)
    client.hung_up.set()
    await app(client.scope, client.receive, client.send)
    async with site.database.transaction(read_only=True) as db:
        assert (await trail.read_back(db))[0].act == acts.DOWNLOADED_LIST


async def test_the_trail_is_committed_before_the_first_byte(
    owner: httpx.AsyncClient, csrf: str, signed: Signed, site: Site, app: App
) -> None:
    await signed("Ada")
    client = Client(owner, csrf)

    async def look() -> None:
        async with site.database.transaction(read_only=True) as db:
            assert (await trail.read_back(db))[0].act == acts.DOWNLOADED_LIST

    client.before_chunk[1] = look
    await app(client.scope, client.receive, client.send)
    assert client.ended


@pytest.mark.usefixtures("crowd")
async def test_clients_that_hang_up_give_everything_back(
    site: Site, owner: httpx.AsyncClient, csrf: str, app: App
) -> None:
    for _ in range(3):
        client = Client(owner, csrf)

        async def hang_up(client: Client = client) -> None:
            client.hung_up.set()
            await client.leave.wait()

        client.before_chunk[2] = hang_up
        await app(client.scope, client.receive, client.send)
        assert not client.ended
    async with asyncio.timeout(10):
        while await _held_connections(site):
            pass


@pytest.mark.usefixtures("crowd")
async def test_a_list_that_breaks_never_ends_like_a_whole_one(
    owner: httpx.AsyncClient, csrf: str, site: Site, app: App
) -> None:
    client = Client(owner, csrf)

    async def cut() -> None:
        async with site.database.transaction() as db:
            await db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )

    client.before_chunk[2] = cut
    with pytest.raises(Exception, match="after response started"):
        await app(client.scope, client.receive, client.send)
    assert client.started
    assert not client.ended


async def test_a_list_comes_as_a_workbook_for_who_asks_for_one(
    owner: httpx.AsyncClient, csrf: str, signed: Signed, site: Site
) -> None:
    await signed("=Ada")
    answer = await owner.post(LIST, data={"csrf": csrf, "reason": "Hearing", "format": "xlsx"})
    assert answer.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == ["=Ada Smith", "Newark", "NJ", "07102"]
    async with site.database.transaction(read_only=True) as db:
        line = (await trail.read_back(db))[0]
    assert line.details == {"state": "all", "verified": 1, "format": "xlsx"}


async def test_a_list_comes_as_pages_for_who_wants_to_print_it(
    owner: httpx.AsyncClient, csrf: str, signed: Signed
) -> None:
    await signed("Ada")
    await signed("Bea", state="MI", zip_code="48201")
    answer = await owner.post(LIST, data={"csrf": csrf, "reason": "Hearing", "state": "NJ", "format": "pdf"})
    assert answer.headers["content-type"] == "application/pdf"
    [page] = PdfReader(io.BytesIO(answer.content)).pages
    text = page.extract_text()
    assert "Ada Smith" in text
    assert "Bea" not in text
    assert "Who signed in New Jersey, as of " in text


async def test_there_is_no_other_kind_of_file(owner: httpx.AsyncClient, csrf: str) -> None:
    answer = await owner.post(LIST, data={"csrf": csrf, "reason": "Hearing", "format": "exe"})
    assert answer.status_code == 422
    assert "Choose CSV, XLSX or PDF." in answer.text


@pytest.fixture
async def app(site: Site) -> Any:
    """The app without a client of its own, to see what it does message by message."""
    built = build(site)
    async with built.lifespan():
        yield built


class Client:
    """A client that posts the form and then takes, or does not take, what comes; an owner lends it the cookie."""

    def __init__(self, owner: httpx.AsyncClient, csrf: str) -> None:
        body = urlencode({"csrf": csrf, "reason": "for the hearing"}).encode()
        headers = {
            "host": "127.0.0.1:8000",
            "cookie": f"desk={owner.cookies['desk']}",
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
        }
        self.scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": LIST,
            "raw_path": LIST.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
            "extensions": {},
        }
        self._bodies = [body]
        self.hung_up, self.leave = asyncio.Event(), asyncio.Event()
        self.started = self.ended = False
        self.chunks = 0
        self.before_chunk: dict[int, Callable[[], Awaitable[None]]] = {}

    async def receive(self) -> Any:
        if self._bodies:
            return {"type": "http.request", "body": self._bodies.pop(), "more_body": False}
        await self.hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200
            self.started = True
        else:
            self.chunks += 1
            await self.before_chunk.get(self.chunks, _nothing)()
            self.ended = not message.get("more_body", False)
        if self.ended:
            # As servers do; Litestar waits for it.
            self.hung_up.set()


async def _nothing() -> None:
    pass


async def _held_connections(site: Site) -> int | None:
    async with site.database.transaction(read_only=True) as db:
        return await db.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and state <> 'idle'"
        )
