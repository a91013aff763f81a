"""An express door answers what goes well and leaves the rest; who would wait too long hears it at once."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.app import build
from wechoose.base import together
from wechoose.base.site import Site
from wechoose.web.express import LARGEST_BODY
from wechoose.web.traffic import Traffic

SIGNATURES = f"/api/v1/demands/{MORATORIUM}/signatures"


def request(path: str, body: bytes = b"{}", more: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def told(answer: bytes | None) -> tuple[str, dict[str, str], bytes]:
    assert answer
    head, _end, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert int(headers["content-length"]) == len(body)
    return status, headers, body


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has any patience, so that everybody would wait too long."""
    monkeypatch.setattr(together, "PATIENCE_SECONDS", -1.0)


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize(
    ("path", "kind"),
    [(SIGNATURES, "application/json"), (f"/demands/{MORATORIUM}/signatures", "text/html; charset=utf-8")],
)
async def test_who_would_wait_too_long_is_sent_away_unread(site: Site, path: str, kind: str) -> None:
    app = build(site)
    async with app.lifespan():
        status, headers, body = told(app.send_away(request(path)))
        assert status == "HTTP/1.1 503 Service Unavailable"
        assert int(headers["retry-after"]) > 0
        assert headers["content-type"] == kind
        assert headers["x-content-type-options"] == "nosniff"
        assert b"catching its breath" in body
        assert app.send_away(request(path)) == app.send_away(request(path))


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize(
    "data",
    [
        request("/confirmations/x"),
        request("/desk/sign-in"),
        request(SIGNATURES)[:-1],
        request(SIGNATURES) + b"GET / HTTP/1.1\r\n\r\n",
        f"GET {SIGNATURES} HTTP/1.1\r\n\r\n".encode(),
        f"POST {SIGNATURES} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(),
        b"\x16\x03\x01",
        b"",
    ],
)
async def test_nobody_else_is_sent_away_unread(site: Site, data: bytes) -> None:
    """Confirming and the desk keep their own share; half a request, or more than one, is read by the server."""
    app = build(site)
    async with app.lifespan():
        assert app.send_away(data) is None


async def test_nobody_is_sent_away_while_there_is_time(site: Site) -> None:
    app = build(site)
    async with app.lifespan():
        assert app.send_away(request(SIGNATURES)) is None


@pytest.mark.usefixtures("crowded")
async def test_a_crowd_that_signs_does_not_keep_others_from_confirming(supporter: Supporter) -> None:
    refused = await supporter.sign()
    assert refused.status_code == 503
    assert set(refused.json()) == {"error", "message", "reference"}
    assert (await supporter.client.get(f"/demands/{MORATORIUM}")).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (json.dumps({**TYPED, "unknown": 1}).encode(), 422),
        (json.dumps({**TYPED, "news": "yes"}).encode(), 422),
        (json.dumps({**TYPED, "demands": ["x"] * 51}).encode(), 422),
        (b'"' + b"x" * LARGEST_BODY + b'"', 413),
    ],
)
async def test_what_a_door_leaves_is_answered_in_full(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    answer = await client.post(SIGNATURES, content=body)
    assert answer.status_code == status
    assert answer.json()["message"]


async def test_a_body_in_pieces_is_signed_too(supporter: Supporter) -> None:
    typed = json.dumps(TYPED | {"form_token": await supporter.form_token()}).encode()

    async def pieces() -> AsyncIterator[bytes]:
        yield typed[:20]
        await asyncio.sleep(0)
        yield typed[20:]

    with_length = {"content-length": str(len(typed))}
    answer = await supporter.client.post(SIGNATURES, content=pieces(), headers=with_length)
    assert answer.status_code == 202
    assert await supporter.statuses() == ["pending"]


async def test_what_goes_well_is_told_in_one_line_for_many(capsys: pytest.CaptureFixture[str]) -> None:
    traffic, now = Traffic(), asyncio.get_running_loop().time()
    for _ in range(3):
        traffic.note("POST", "/api/v1/demands/{}/signatures", 202, now)
    traffic.tell()
    (line,) = [json.loads(text) for text in capsys.readouterr().err.splitlines()]
    assert (line["event"], line["count"], line["status"]) == ("requests", 3, 202)
    assert line["route"] == "/api/v1/demands/{}/signatures"
