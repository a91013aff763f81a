"""Building: one packet after the other, from the spool; each is ready as a whole or not at all."""

from collections.abc import Sequence
from contextlib import aclosing

import msgspec

from wechoose.base import clock
from wechoose.base.queries import queries
from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import Chunk, Cutter, File, Place, add_chunks, forget_part
from wechoose.deliveries.deliveries import Delivery, Packet
from wechoose.deliveries.facts import as_sealed, facts_of
from wechoose.deliveries.leases import Lease
from wechoose.deliveries.listing import Spool, count, listed
from wechoose.deliveries.numbers import Counts, DemandNumbers, Told, tell
from wechoose.deliveries.sheets import make_sheet, with_seal
from wechoose.deliveries.writing import CSV, PDF, XLSX, Output, outputs
from wechoose.seals.manifest import README, make_manifest, sign
from wechoose.seals.readme import make_readme
from wechoose.seals.seal_key import SealKey

sql = queries("deliveries/leases")

# Chunks of one transaction: a megabyte.
CHUNKS = 8


class Bench(msgspec.Struct, frozen=True):
    """What all packets of a delivery are made with; `site` is the public address."""

    lease: Lease
    seals: Seals
    key: SealKey
    site: str
    delivery: Delivery
    counts: Counts

    @property
    def spool(self) -> Spool:
        return Spool(self.lease.database, self.seals, self.delivery.delivery_id)


async def build_packet(bench: Bench, packet: Packet, ready: Sequence[Packet]) -> Packet:
    """Make its files and seal them. Lists that an official among the `ready` has alike are not made again."""
    told = [await _tell(bench, packet, demand) for demand in bench.counts.demands]
    shared = lists_alike(packet, ready)
    sheet = make_sheet(bench.delivery, packet, bench.counts, told)
    sheet = with_seal(sheet, bench.site, bench.key.fingerprint)
    names = [PDF] if shared else [PDF, CSV, XLSX]
    written = outputs(bench.seals, bench.delivery.delivery_id, packet.official_id, sheet, told, names)
    await _forget(bench, packet)
    last = await _write(bench, packet, written)
    rows = sum(each.listed for each in told)
    return await _finish(bench, packet, told, [*(output.file(rows) for output in written), *shared], last)


def lists_alike(packet: Packet, ready: Sequence[Packet]) -> list[File]:
    """The lists of another official of the same constituency, if there are: both senators of a state get the same."""
    for other in ready:
        if _selection(other) == _selection(packet):
            return [file for file in other.files if file.name in (CSV, XLSX)]
    return []


def _selection(packet: Packet) -> tuple[object, ...]:
    official = packet.addressee
    place = (official.reach, official.state, official.district, official.zips)
    return (*place, packet.since, packet.since_gathered)


async def _tell(bench: Bench, packet: Packet, demand: DemandNumbers) -> Told:
    standing, in_packet = await count(bench.spool, packet, demand)
    return tell(demand, packet.addressee, standing, in_packet)


async def _forget(bench: Bench, packet: Packet) -> None:
    """What an attempt that broke off has left, which may be more than there will be."""
    async with bench.lease.transaction() as db:
        for name in (PDF, CSV, XLSX, README):
            await forget_part(db, Place(packet.delivery_id, packet.official_id, name))


async def _write(bench: Bench, packet: Packet, written: Sequence[Output]) -> list[Chunk]:
    """All rows into all files, and all full chunks into the database; the last ones come back."""
    done, full = 0, [chunk for output in written for chunk in output.begin()]
    for place, demand in enumerate(bench.counts.demands):
        full += [chunk for output in written for chunk in output.section(place)]
        async with aclosing(listed(bench.spool, packet, demand)) as batches:
            async for batch in batches:
                full += [chunk for output in written for chunk in output.add(batch)]
                done += len(batch)
                bench.lease.advance(packet.official_id, done)
                if len(full) >= CHUNKS:
                    async with bench.lease.transaction() as db:
                        await add_chunks(db, full)
                    full = []
    return full + [chunk for output in written for chunk in output.end()]


async def _finish(
    bench: Bench, packet: Packet, told: Sequence[Told], files: list[File], last: list[Chunk]
) -> Packet:
    """In one transaction: with its last bytes it is ready."""
    facts = facts_of(bench.site, bench.delivery, packet, bench.counts, told, files)
    cutter = Cutter(bench.seals, Place(packet.delivery_id, packet.official_id, README))
    last += cutter.add(make_readme(facts, bench.key)) + cutter.end()
    files.append(File(README, "text/plain", cutter.bytes, cutter.sha256, None, packet.official_id, README))
    manifest = make_manifest(
        msgspec.structs.replace(facts, files=[as_sealed(file) for file in files]), bench.key
    )
    async with bench.lease.transaction() as db:
        await add_chunks(db, last)
        await sql.finish_packet(
            db,
            delivery_id=packet.delivery_id,
            official_id=packet.official_id,
            now=clock.now(),
            rows=facts.rows,
            files=msgspec.json.encode(files).decode(),
            manifest=manifest,
            signature=sign(bench.key, manifest),
        )
        await sql.note_success(db, delivery_id=packet.delivery_id)
    return msgspec.structs.replace(packet, status="ready", files=tuple(files))
