"""A delivery that is ready, entered as a builder leaves it, for tests of what comes after."""

from collections.abc import AsyncGenerator, Sequence
from typing import TypeVar

import msgspec

from tests.deliveries.conftest import CUTOFF, DEMAND, OPENED
from tests.seals.packets import signers
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.deliveries import leases
from wechoose.deliveries.chunks import Cutter, File, Place, add_chunks
from wechoose.deliveries.deliveries import Delivery, Packet, find_delivery, packets_of
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.ordering import order
from wechoose.leaders.people import Leader
from wechoose.lists.files import MEDIA_TYPES, write
from wechoose.lists.signers import Signer
from wechoose.seals.manifest import README, Addressee, Anchor, Counted, Manifest, make_manifest
from wechoose.seals.manifest import File as Sealed
from wechoose.seals.readme import make_readme
from wechoose.seals.seal_key import SealKey, keep_seal_key, present_key

TYPES = {**MEDIA_TYPES, "pdf": "application/pdf", "txt": "text/plain"}

T = TypeVar("T")


async def make_ready(
    site: Site, leader: Leader | None, official_ids: Sequence[int], rows: int = 5
) -> Delivery:
    """The official with the number n in it is handed n signatures less than the first."""
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        await db.execute("update demands set opened_at = $1", OPENED)
        draft = Draft(
            "Hear us",
            (DEMAND,),
            tuple(official_ids),
            CUTOFF,
            False,
            "en",
            "Names",
            "Dear",
            "Yours",
            "to hand over",
        )
        delivery = await order(db, leader, draft)
        key = await present_key(db, site.seals)
        for number, packet in enumerate(await packets_of(db, delivery.delivery_id)):
            people = (signers() * (rows // 5 + 1))[: max(0, rows - number)]
            await _build(db, site, key, delivery, packet, people)
        await db.execute(
            "update deliveries set status = 'ready', gathered_at = $1 where code = $2",
            clock.now(),
            delivery.code,
        )
        return await find_delivery(db, delivery.code)


async def _build(
    db: Connection, site: Site, key: SealKey, delivery: Delivery, packet: Packet, people: list[Signer]
) -> None:
    async def keep(name: str, pieces: AsyncGenerator[bytes, None], rows: int) -> File:
        cutter = Cutter(site.seals, Place(packet.delivery_id, packet.official_id, name))
        async for piece in pieces:
            await add_chunks(db, cutter.add(piece))
        await add_chunks(db, cutter.end())
        media_type = TYPES[name.rpartition(".")[2]]
        return File(name, media_type, cutter.bytes, cutter.sha256, rows, packet.official_id, name)

    letter = f"%PDF-1.7 for {packet.addressee.name}".encode()
    pieces = {"letter.pdf": _once(letter)}
    pieces |= {f"signers.{form}": write(form, _once(people)) for form in ("csv", "xlsx")}
    files = [await keep(name, its, len(people)) for name, its in pieces.items()]
    facts = _facts(site, delivery, packet, files, len(people))
    files.append(await keep(README, _once(make_readme(facts, key)), 0))
    manifest = make_manifest(_facts(site, delivery, packet, files, len(people)), key)
    await leases.sql.finish_packet(
        db,
        delivery_id=packet.delivery_id,
        official_id=packet.official_id,
        now=clock.now(),
        rows=len(people),
        files=msgspec.json.encode(files).decode(),
        manifest=manifest,
        signature=key.sign(manifest),
    )


def _facts(site: Site, delivery: Delivery, packet: Packet, files: list[File], rows: int) -> Manifest:
    official = packet.addressee
    return Manifest(
        site=site.settings.public_url,
        campaign="We Choose",
        delivery=delivery.code,
        title=delivery.title,
        language="en",
        official=Addressee(
            name=official.name,
            title=official.named.title,
            constituency=official.named.constituency,
            constituency_code=official.constituency_code,
        ),
        demands=[
            Counted(
                slug=DEMAND,
                title="Community schools",
                nation=99,
                constituency=rows,
                standing=rows,
                listed=rows,
            )
        ],
        cutoff=delivery.cutoff,
        filter="Verified signatures.",
        rows=rows,
        files=[
            Sealed(
                name=file.name,
                bytes=file.bytes,
                sha256=file.sha256,
                rows=file.rows or None if file.name == README else file.rows,
            )
            for file in files
        ],
        audit=Anchor(lines=1, head="00" * 32),
    )


async def _once(item: T) -> AsyncGenerator[T, None]:
    yield item
