"""From an order to a receiver's check: what the builder seals is what `verify` finds good."""

import asyncio
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.deliveries.conftest import CUTOFF, DEMAND, Signing, officials_like
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery, find_delivery, packets_of
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.ordering import order
from wechoose.deliveries.taker import Task, take
from wechoose.deliveries.workshop import build_next
from wechoose.leaders.people import Leader
from wechoose.seals.seal_key import keep_seal_key, present_key
from wechoose.seals.verify import verify

ODD = (
    "Nguyễn Thị Minh", "محمد الأمين", "王 小明", '=cmd|"/c calc"!A0', "+1 Plus", "Tom_x0041_ &amp;", "O'Neil \"Bo\"",
    "👩‍🏫 Teacher", "A" * 100, "\u202bRight", "-Dash Name", "@at sign", "Zoë Ångström", "Line Two",
)  # fmt: skip


@pytest.fixture
async def delivery(in_office: Site, owner: Leader, signed: Signing) -> Delivery:
    """Two demands to New Jersey's senators, its members of the House, its governor, and the President."""
    for name in ODD:
        await signed(name)
        await signed(name, demand="end-zero-tolerance")
    await signed("Nobody's Assigned", code=None)
    await signed("Far Away", "CA", "94110")
    chosen = await officials_like(
        in_office,
        "(state = 'NJ' and kind in ('senator', 'governor', 'representative')) or kind = 'president'",
    )
    await keep_seal_key(in_office)
    demands = (DEMAND, "end-zero-tolerance")
    draft = Draft("Hear us", demands, chosen, CUTOFF, False, "es", "Nombres", "Hola", "Adiós", "to hand over")
    async with in_office.database.transaction() as db:
        ordered = await order(db, owner, draft)
    await build_next(in_office, asyncio.Event())
    async with in_office.database.transaction(read_only=True) as db:
        return await find_delivery(db, ordered.code)


async def test_what_was_built_is_found_good(in_office: Site, delivery: Delivery, tmp_path: Path) -> None:
    assert delivery.status == "ready"
    task = Task("", (), delivery.code, None)
    path = tmp_path / "whole.zip"
    path.write_bytes(b"".join([piece async for piece in take(in_office.database, in_office.seals, task)]))
    verdict = verify(path)
    assert len(verdict.manifests) == delivery.packets == 16
    by_code = {each.official.constituency_code: each.rows for each in verdict.manifests}
    assert by_code["NJ"] == 2 * len(ODD) + 1
    assert by_code["US"] == 2 * len(ODD) + 2


async def test_the_paper_says_the_key_of_the_seal(in_office: Site, delivery: Delivery) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        key = await present_key(db, in_office.seals)
        packet = (await packets_of(db, delivery.delivery_id))[0]
    name = next(file.name for file in packet.files if file.media_type == "application/pdf")
    task = Task("", (), delivery.code, packet.official_id, name)
    letter = b"".join([piece async for piece in take(in_office.database, in_office.seals, task)])
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(letter)).pages).split())
    assert key.fingerprint in text
    assert f"{in_office.settings.public_url}/verify" in text
