"""The counts as other programs read them."""

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.site import Site


async def test_counts_may_be_read_from_any_origin_and_kept_for_a_second(client: httpx.AsyncClient) -> None:
    for address in ("/api/v1/counts", f"/api/v1/demands/{MORATORIUM}/counts", "/api/v1/demands"):
        answer = await client.get(address, headers={"origin": "https://partner.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=1"


async def test_nothing_else_answers_another_origin(client: httpx.AsyncClient) -> None:
    for address in ("/", f"/demands/{MORATORIUM}", f"/api/v1/demands/{MORATORIUM}/form", "/desk/sign-in"):
        answer = await client.get(address, headers={"origin": "https://partner.example"})
        assert "access-control-allow-origin" not in answer.headers


async def test_unchanged_counts_are_not_sent_again(site: Site, client: httpx.AsyncClient) -> None:
    address = f"/api/v1/demands/{MORATORIUM}/counts"
    first = await client.get(address)
    again = await client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-length" not in again.headers
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    changed = await client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (changed.status_code, changed.json()["verified"]) == (200, 1)


async def test_a_confirmation_is_in_the_counts_right_away(site: Site, client: httpx.AsyncClient) -> None:
    supporter = Supporter(site, client)
    for number in range(5):
        await supporter.sign(email=f"{number}@example.org")
        await supporter.confirm(email=f"{number}@example.org")
        assert await supporter.verified() == number + 1


@pytest.mark.parametrize("seen", [b"9" * 5000, b"-1", b"1.5", "²".encode(), b"", b"\x00"])
async def test_a_page_that_saw_nonsense_gets_its_stream(client: httpx.AsyncClient, seen: bytes) -> None:
    answer = await client.head("/api/v1/counts/stream", headers={b"last-event-id": seen})
    assert answer.status_code == 200


async def test_demands_are_listed_with_what_the_contract_names(client: httpx.AsyncClient) -> None:
    demands = (await client.get("/api/v1/demands")).json()
    assert [demand["slug"] for demand in demands][:2] == [MORATORIUM, "end-zero-tolerance"]
    assert len(demands) == 9
    one = (await client.get(f"/api/v1/demands/{MORATORIUM}")).json()
    assert one == demands[0]
    named = {
        "slug",
        "kind",
        "title",
        "summary",
        "goal",
        "status",
        "verified",
        "opened_at",
        "closes_at",
        "acts",
    }
    assert set(one) == named


async def test_the_schema_names_every_address_of_the_api(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/api/v1/schema")).json()
    assert "/api/v1/demands/{slug}/signatures" in schema["paths"]
    assert "/desk" not in " ".join(schema["paths"])
    post = schema["paths"]["/api/v1/demands/{slug}/signatures"]["post"]
    assert "given_name" in str(post["requestBody"])


async def test_history_begins_with_the_first_signature_and_ends_with_the_count(
    site: Site, client: httpx.AsyncClient
) -> None:
    supporter = Supporter(site, client)
    for number in range(4):
        await supporter.sign(email=f"{number}@example.org")
        await supporter.confirm(email=f"{number}@example.org")
    async with site.database.transaction() as db:
        await db.execute("update signatures set verified_at = '2026-11-01 23:30+00' where state = 'NJ'")
        one = "signer_key = (select min(signer_key) from signers)"
        await db.execute(f"update signatures set verified_at = '2026-11-03 08:15+00' where {one}")
    address = f"/api/v1/demands/{MORATORIUM}/counts/history"
    by_day, by_hour = (await client.get(address)).json(), (await client.get(f"{address}?step=hour")).json()
    assert [(point["since"], point["verified"], point["total"]) for point in by_day["history"]] == [
        ("2026-11-01T00:00:00Z", 3, 3),
        ("2026-11-03T00:00:00Z", 1, 4),
    ]
    assert [point["since"] for point in by_hour["history"]] == [
        "2026-11-01T23:00:00Z",
        "2026-11-03T08:00:00Z",
    ]
    assert by_hour["history"][-1]["total"] == await supporter.verified()
    assert (await client.get(f"{address}?step=week")).status_code == 400
