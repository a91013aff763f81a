"""Anybody can ask whether a file was sealed here, and with which key, and learns nothing about a signer."""

import json
import re

import httpx
import pytest

from tests.deliveries.conftest import officials_like
from tests.deliveries.ready import make_ready
from wechoose.base.site import Site
from wechoose.base.words import speaking
from wechoose.deliveries.closing import delete_old_files
from wechoose.deliveries.deliveries import Delivery, packets_of
from wechoose.deliveries.taker import Task, take
from wechoose.leaders.people import Leader
from wechoose.seals.given_keys import read_keys
from wechoose.seals.manifest import sha256_of
from wechoose.seals.seal_key import begin_new_key


@pytest.fixture
async def delivery(in_office: Site, owner: Leader) -> Delivery:
    """To the governors of two states: twelve rows for the first, eleven for the second."""
    return await make_ready(in_office, owner, await governors(in_office), rows=12)


async def governors(site: Site) -> tuple[int, ...]:
    return await officials_like(site, "kind = 'governor' and state in ('NJ', 'NY')")


async def ask(client: httpx.AsyncClient, sha256: str) -> str:
    answer = await client.get("/verify", params={"sha256": sha256})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def hash_of(site: Site, delivery: Delivery, name: str) -> str:
    async with site.database.transaction(read_only=True) as db:
        packet = (await packets_of(db, delivery.delivery_id))[0]
    return next(file.sha256 for file in packet.files if file.name == name)


async def test_a_file_that_was_sealed_is_known(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    for name in ("letter.pdf", "signers.csv", "signers.xlsx", "README.txt"):
        said = await ask(client, await hash_of(in_office, delivery, name))
        for words in (
            "Yes, this site sealed this file",
            "New Jersey",
            "Hear us",
            "12 listed",
            "Mar 1, 2026",
            name,
        ):
            assert words in said, (name, words)
        assert "New York" not in said


async def test_a_hash_is_read_as_people_paste_it(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    sha256 = (await hash_of(in_office, delivery, "signers.csv")).upper()
    assert "Yes" in await ask(client, f" {sha256[:32]} {sha256[32:]}\n")


async def test_archives_and_seals_are_known_once_somebody_took_them(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    task = Task("", (), delivery.code, None)
    whole = b"".join([piece async for piece in take(in_office.database, in_office.seals, task)])
    said = await ask(client, sha256_of(whole))
    assert said.count("Office Governor") == 2
    assert "the archive with all files" in said


async def test_a_file_that_was_not_sealed_is_not(client: httpx.AsyncClient, delivery: Delivery) -> None:
    assert "No, this site did not seal this file" in await ask(client, "0" * 64)


async def test_what_is_no_hash_is_said_so(client: httpx.AsyncClient) -> None:
    for typed in ("abc", "g" * 64, "0" * 65, "<b>", "\0", "'"):
        answer = await client.get("/verify", params={"sha256": typed})
        assert answer.status_code == 422
        assert "has 64 characters" in answer.text
        assert "<b>" not in answer.text


async def test_nobody_learns_who_signed_by_guessing_short_lists(
    client: httpx.AsyncClient, in_office: Site, owner: Leader
) -> None:
    short = await make_ready(in_office, owner, await governors(in_office), rows=9)
    for name in ("letter.pdf", "signers.csv", "signers.xlsx"):
        said = await ask(client, await hash_of(in_office, short, name))
        assert "No, this site did not seal this file" in said
        assert "fewer than 10 names" in said
    assert "Yes" in await ask(client, await hash_of(in_office, short, "README.txt"))


async def test_no_name_of_a_signer_is_on_the_page(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    assert "Nguyễn" not in await ask(client, await hash_of(in_office, delivery, "signers.csv"))


async def test_files_are_known_when_they_are_deleted(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set status = 'closed', files_until = '2026-01-01'")
    await delete_old_files(in_office)
    assert "Yes" in await ask(client, await hash_of(in_office, delivery, "signers.csv"))


async def test_all_keys_are_published_the_present_one_first(client: httpx.AsyncClient, site: Site) -> None:
    async with site.database.transaction() as db:
        new = await begin_new_key(db, site)
    answer = await client.get("/.well-known/wechoose-seal.json")
    assert answer.headers["content-type"].startswith("application/json")
    keys = json.loads(answer.text)["keys"]
    assert [key["present"] for key in keys] == [True, False]
    page = await client.get("/verify")
    for key in keys:
        assert key["fingerprint"] in page.text
        assert key["key"].replace("+", "&#43;") in page.text or key["key"] in page.text
        assert read_keys(key["key"])
    assert keys[0]["key"] == new.text


async def test_the_page_speaks_spanish_and_keeps_the_question(
    client: httpx.AsyncClient, in_office: Site, delivery: Delivery
) -> None:
    sha256 = await hash_of(in_office, delivery, "signers.csv")
    # In this process the app would leave its language to the tests that come after.
    with speaking("en"):
        page = await client.get("/verify", params={"sha256": sha256, "lang": "es"})
    assert 'lang="es"' in page.text
    assert f"?sha256={sha256}&amp;lang=en" in page.text
