"""Deliveries that stand where a day begins, without the files that building them would make."""

import io

import msgspec
from PIL import Image

from wechoose.audit import trail
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery, find_delivery, packets_of
from wechoose.deliveries.numbers import Counts, DemandNumbers
from wechoose.demands.demands import all_demands

FINGERPRINT = "4c1f 09ab 77e0 12cd 9a3b 5f60 d1e2 8b44"


async def made_ready(site: Site, code: str, rows: int = 1234) -> Delivery:
    """As building leaves it, with so many rows in each packet and ten times as many signatures on each demand."""
    async with site.database.transaction() as db:
        delivery = await find_delivery(db, code)
        demands = [each for each in await all_demands(db) if each.demand_id in delivery.demand_ids]
        counts = Counts(
            "We Choose",
            tuple(
                DemandNumbers(each.demand_id, each.slug, each.title, each.goal, {"NJ": 12340}, {}, {})
                for each in demands
            ),
        )
        await db.execute(
            "update deliveries set status = 'ready', status_at = $2, gathered_at = $2, counts = $3 where code = $1",
            *(code, clock.now(), msgspec.json.encode(counts).decode()),
        )
        await db.execute(
            "update packets set status = 'ready', rows = $2, done = $2, ready_at = $3, files = '[]', manifest = $4 "
            "where delivery_id = $1",
            *(delivery.delivery_id, rows, clock.now(), msgspec.json.encode({"fingerprint": FINGERPRINT})),
        )
        return await find_delivery(db, code)


async def official_ids(site: Site, delivery: Delivery) -> list[int]:
    """In the order of the packets."""
    async with site.database.transaction(read_only=True) as db:
        return [packet.official_id for packet in await packets_of(db, delivery.delivery_id)]


async def lines(site: Site, count: int = 1) -> list[tuple[str, dict]]:
    """The newest of the audit trail: what was done, and its details."""
    async with site.database.transaction(read_only=True) as db:
        return [(line.act, line.details) for line in await trail.read_back(db, limit=count)]


def photo(form: str = "JPEG", size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, form, **options)
    return written.getvalue()
