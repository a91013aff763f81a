"""What every answer carries, and what no answer gives away."""

from typing import Any, cast

import httpx
import msgspec
import pytest

from tests.signing.conftest import MORATORIUM
from wechoose.app import build
from wechoose.base.site import Site

PAGES = ["/", f"/demands/{MORATORIUM}", "/nothing", "/desk/sign-in", "/confirmations/broken"]


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/demands", "/static/x/base.css", "/api/v1/nothing"])
async def test_every_answer_carries_the_safety_headers(client: httpx.AsyncClient, address: str) -> None:
    headers = (await client.get(address)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert "server" not in headers


@pytest.mark.parametrize("address", PAGES)
async def test_pages_set_no_cookie_and_run_nothing_inline(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    assert "<script>" not in answer.text
    nonce = answer.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert answer.text.count("<script") == answer.text.count(f'nonce="{nonce}"></script>')


@pytest.mark.parametrize("address", ["/", f"/demands/{MORATORIUM}", f"/api/v1/demands/{MORATORIUM}/counts"])
async def test_an_answer_that_nothing_changed_leaves_the_kept_policy_as_it_is(
    client: httpx.AsyncClient, address: str
) -> None:
    """Browsers take over every header of a 304, and a policy without the page's nonce blocks its own scripts."""
    kept = (await client.get(address)).headers["etag"]
    answer = await client.get(address, headers={"If-None-Match": kept})
    assert answer.status_code == 304
    assert "content-security-policy" not in answer.headers


async def test_the_nonce_is_never_the_same(client: httpx.AsyncClient) -> None:
    policies = {(await client.get("/")).headers["content-security-policy"] for _ in range(5)}
    assert len(policies) == 5


async def test_https_sites_ask_for_https_from_then_on(site: Site) -> None:
    secure = msgspec.structs.replace(site.settings, public_url="https://petitions.example.org")
    entrance = build(msgspec.structs.replace(site, settings=secure))
    transport = httpx.ASGITransport(cast("Any", entrance))
    async with entrance.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        assert "max-age=63072000" in (await client.get("/health/live")).headers["strict-transport-security"]


async def test_a_head_is_a_get_without_its_body(client: httpx.AsyncClient) -> None:
    for address in ("/", f"/demands/{MORATORIUM}", "/api/v1/demands", "/nothing"):
        head, get = await client.head(address), await client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


async def test_a_head_on_a_stream_ends(client: httpx.AsyncClient) -> None:
    answer = await client.head("/api/v1/counts/stream")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_logs_hold_the_pattern_of_an_address_and_not_the_address(
    capsys: pytest.CaptureFixture[str], client: httpx.AsyncClient
) -> None:
    await client.get("/confirmations/a-secret-token?email=maria@example.org")
    logged = capsys.readouterr().err
    assert "/confirmations/{token}" in logged
    assert "a-secret-token" not in logged
    assert "maria" not in logged


async def test_static_files_are_kept_for_ever_and_compressed(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = await client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" not in (await client.get("/static/other/base.css")).headers["cache-control"]
    for missing in ("/static/x/nothing.css", "/static/x/..%2f..%2fapp.py", "/static/x/%00"):
        assert (await client.get(missing)).status_code == 404
