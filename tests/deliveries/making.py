"""Making a delivery within the test, as a worker's builder does, and reading what came of it."""

import csv
import io

from wechoose.base.site import Site
from wechoose.deliveries.builder import Task, build
from wechoose.deliveries.chunks import read_file
from wechoose.deliveries.deliveries import Delivery, Packet, by_number, packets_of
from wechoose.deliveries.leases import claim
from wechoose.deliveries.writing import CSV
from wechoose.seals.seal_key import keep_seal_key

Files = dict[str, bytes]


async def task_of(site: Site) -> Task:
    """What the builder of the delivery that is due is told."""
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        claimed = await claim(db)
    assert claimed is not None
    return Task(site.database.url, site.settings.secret_keys, site.settings.public_url, claimed)


async def make(site: Site, delivery: Delivery) -> tuple[Delivery, list[Packet]]:
    """The delivery and its packets, made."""
    await build(await task_of(site))
    return await made(site, delivery)


async def made(site: Site, delivery: Delivery) -> tuple[Delivery, list[Packet]]:
    async with site.database.transaction(read_only=True) as db:
        return await by_number(db, delivery.delivery_id), await packets_of(db, delivery.delivery_id)


async def files_of(site: Site, packet: Packet) -> Files:
    return {
        file.name: b"".join(
            [piece async for piece in read_file(site.database, site.seals, packet.delivery_id, file)]
        )
        for file in packet.files
    }


async def rows_of(site: Site, packet: Packet) -> list[dict[str, str]]:
    """Of its CSV."""
    text = (await files_of(site, packet))[CSV].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def names_of(site: Site, packet: Packet) -> list[str]:
    return [row["name"] for row in await rows_of(site, packet)]
