"""Rechecking: whether what is kept of the packets is still what was sealed, byte for byte."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from wechoose.base.refusals import Gone
from wechoose.base.sealing import Unreadable
from wechoose.base.site import Site
from wechoose.deliveries.chunks import File, read_file
from wechoose.deliveries.closing import has_files
from wechoose.deliveries.deliveries import Delivery, Packet, all_deliveries, packets_of
from wechoose.seals.manifest import Manifest
from wechoose.seals.public_keys import KEY_BYTES, from_text, is_signed


class Rechecked(msgspec.Struct, frozen=True):
    """A packet, and the names of what is not as it was sealed."""

    code: str
    official_id: int
    broken: tuple[str, ...]


async def recheck(site: Site) -> AsyncGenerator[Rechecked, None]:
    """All packets whose files are kept, one after the other."""
    async with site.database.transaction(read_only=True) as db:
        deliveries = [each for each in await all_deliveries(db) if has_files(each)]
    for delivery in deliveries:
        async with site.database.transaction(read_only=True) as db:
            packets = await packets_of(db, delivery.delivery_id)
        for packet in packets:
            if packet.status == "ready" and packet.manifest and packet.signature:
                yield Rechecked(delivery.code, packet.official_id, await _broken(site, delivery, packet))


async def _broken(site: Site, delivery: Delivery, packet: Packet) -> tuple[str, ...]:
    assert packet.manifest is not None
    manifest = msgspec.json.decode(packet.manifest, type=Manifest)
    key = from_text(manifest.key, KEY_BYTES)
    broken = [] if key and is_signed(key, packet.signature or b"", packet.manifest) else ["manifest.json"]
    sealed = {file.name: (file.bytes, file.sha256) for file in manifest.files}
    kept = {file.name: (file.bytes, file.sha256) for file in packet.files}
    broken += sorted(name for name, _kept in sealed.items() ^ kept.items())
    for file in packet.files:
        if await _sha256(site, delivery, file) != file.sha256:
            broken.append(file.name)
    return tuple(dict.fromkeys(broken))


async def _sha256(site: Site, delivery: Delivery, file: File) -> str:
    """ "" for what can't be read to its end."""
    digest = hashlib.sha256()
    pieces = read_file(site.database, site.seals, delivery.delivery_id, file)
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                digest.update(piece)
    except (Gone, Unreadable):
        return ""
    return digest.hexdigest()
