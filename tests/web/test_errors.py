"""Errors say one sentence and a reference number, on pages and in JSON, and never how they came about."""

from collections.abc import Callable

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, TYPED
from wechoose.base.database import Database
from wechoose.base.site import Site


@pytest.mark.parametrize("address", ["/nothing", "/demands/nothing", "/static/x/y.css", "/desk/nothing"])
async def test_a_missing_page_has_a_page(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("address", ["/disavowals/x", "/mail-stops/x", "/confirmations/x", "/desk/sign-in/x"])
async def test_a_refused_token_is_told_to_nobody(client: httpx.AsyncClient, address: str) -> None:
    for answer in (await client.get(address), await client.post(address)):
        assert answer.status_code in {404, 410}
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "/x" not in answer.text


async def test_the_api_answers_with_a_sentence_and_a_reference(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "message", "reference"}


async def test_a_wrong_method_is_405_and_says_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/v1/demands")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "address", ["/health/ready", "/desk", f"/api/v1/demands/{MORATORIUM}/counts/history"]
)
async def test_a_database_that_is_away_is_503_with_retry_after(
    site: Site, client: httpx.AsyncClient, address: str
) -> None:
    await _cut(site)
    answer = await client.get(address, headers={"cookie": "desk=x"})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("address", ["/", f"/demands/{MORATORIUM}", "/api/v1/demands"])
async def test_what_everybody_reads_comes_from_memory_for_a_moment_or_is_503(
    site: Site, client: httpx.AsyncClient, address: str
) -> None:
    await client.get(address)
    await _cut(site)
    answer = await client.get(address)
    assert answer.status_code == 200 or int(answer.headers["retry-after"]) > 0


async def test_signing_while_the_database_is_away_is_503_and_signs_once_it_is_back(
    site: Site, client: httpx.AsyncClient
) -> None:
    token = (await client.get(f"/api/v1/demands/{MORATORIUM}/form")).json()["form_token"]
    address, typed = f"/api/v1/demands/{MORATORIUM}/signatures", TYPED | {"form_token": token}
    mend = await _cut(site)
    assert (await client.post(address, json=typed)).status_code == 503
    mend()
    assert (await client.post(address, json=typed)).status_code == 202


async def test_what_breaks_on_our_side_is_500_without_a_trace(
    capsys: pytest.CaptureFixture[str], site: Site, client: httpx.AsyncClient
) -> None:
    async with site.database.transaction() as db:
        await db.execute("alter table demands rename to gone")
    for address in (f"/demands/{MORATORIUM}", f"/api/v1/demands/{MORATORIUM}"):
        answer = await client.get(address)
        assert answer.status_code == 500
        assert "Traceback" not in answer.text
        assert "relation" not in answer.text
        assert "our side" in answer.text
    assert "UndefinedTableError" in capsys.readouterr().err


async def test_every_connection_cut_is_healed_without_a_restart(
    site: Site, client: httpx.AsyncClient
) -> None:
    assert (await client.get(f"/demands/{MORATORIUM}")).status_code == 200
    async with site.database.transaction() as db:
        await db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    codes = [(await client.get(f"/api/v1/demands/{MORATORIUM}/form")).status_code for _ in range(15)]
    assert set(codes) <= {200, 503}
    assert codes[-1] == 200


async def _cut(site: Site) -> Callable[[], None]:
    """Put pools that find no server in the place of the real ones; call what is returned to put those back."""
    database, nothing = site.database, await Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    pool, shares = database._pool, database._shares
    database._pool, database._shares = nothing._pool, nothing._shares

    def mend() -> None:
        database._pool, database._shares = pool, shares

    return mend
