"""Checking: what a delivery must have, from tallies and signatures, against what was sealed; and every byte of it."""

import hashlib

from wechoose.base.site import Site
from wechoose.counts.tallies import take_snapshot
from wechoose.deliveries.chunks import read_file
from wechoose.deliveries.deliveries import Delivery, Packet, packets_of


async def differences(site: Site, delivery: Delivery) -> list[str]:
    """A sentence for each packet with other rows than its state has, and each file that is not as it was sealed."""
    if delivery.status != "ready":
        return [f"a delivery ended as {delivery.status}: {delivery.trouble}"]
    async with site.database.transaction(read_only=True) as db:
        packets = await packets_of(db, delivery.delivery_id)
        counts = (await take_snapshot(db)).campaign
    wrong = []
    for packet in packets:
        state = packet.addressee.state
        due = counts.states.get(state, 0) if state else counts.verified
        if packet.addressee.reach in ("nation", "state") and packet.rows != due:
            wrong.append(f"a packet has {packet.rows} rows and not {due}")
        wrong += await _changed(site, packet)
    return wrong


async def _changed(site: Site, packet: Packet) -> list[str]:
    wrong = []
    for file in packet.files:
        digest = hashlib.sha256()
        async for piece in read_file(site.database, site.seals, packet.delivery_id, file):
            digest.update(piece)
        if digest.hexdigest() != file.sha256:
            wrong.append(f"a {file.name} is not as it was sealed")
    return wrong
