import asyncio
import csv
import io

import msgspec
import pytest

from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.demands.demands import Demand
from wechoose.lists.apart import make_apart
from wechoose.lists.orders import Order


async def test_a_list_made_apart_has_everybody_once(site: Site, demand: Demand, crowd: int) -> None:
    chunks = [chunk async for chunk in make_apart(site, Order(demand, None, "for the hearing"))]
    assert len(chunks) > 5
    rows = list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))[1:]
    async with site.database.transaction(read_only=True) as db:
        found = await db.fetch("select state, zip from signatures where status = 'verified'")
    assert sorted((row[2], row[3]) for row in rows) == sorted((row["state"], row["zip"]) for row in found)
    assert len(rows) == crowd


async def test_a_list_that_can_not_be_read_is_no_list_and_the_log_names_nobody(
    site: Site, demand: Demand, crowd: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert crowd
    settings = msgspec.structs.replace(
        site.settings, secret_keys=("another key that is long enough to be one",)
    )
    other = msgspec.structs.replace(site, settings=settings)
    with pytest.raises(Unavailable):
        _ = [chunk async for chunk in make_apart(other, Order(demand, None, "for the hearing"))]
    said = capfd.readouterr().err
    assert "Unreadable" in said
    assert "example.org" not in said


async def test_lists_beyond_the_turns_wait_and_all_come(site: Site, demand: Demand) -> None:
    order = Order(demand, None, "for the hearing")

    async def take() -> bytes:
        return b"".join([chunk async for chunk in make_apart(site, order)])

    for file in await asyncio.gather(*(take() for _ in range(4))):
        assert file.endswith(b'"date"\r\n')
