"""Facts: what the manifest of a packet says is in it, and how it was drawn."""

from collections.abc import Sequence

import msgspec

from wechoose.base.words import _, speaking
from wechoose.deliveries.chunks import File
from wechoose.deliveries.deliveries import Delivery, Packet
from wechoose.deliveries.numbers import Counts, Told
from wechoose.seals import manifest
from wechoose.seals.manifest import Manifest


def facts_of(
    site: str, delivery: Delivery, packet: Packet, counts: Counts, told: Sequence[Told], files: Sequence[File]
) -> Manifest:
    """What is sealed; `site` is the site's public address."""
    assert delivery.anchor is not None
    return Manifest(
        site=site,
        campaign=counts.campaign,
        delivery=delivery.code,
        title=delivery.title,
        language=delivery.language,
        official=_addressee(packet),
        demands=[_counted(each) for each in told],
        cutoff=delivery.cutoff,
        since=packet.since,
        filter=_filter(delivery, packet),
        rows=sum(each.listed for each in told),
        files=[as_sealed(file) for file in files],
        audit=manifest.Anchor(lines=delivery.anchor.lines, head=delivery.anchor.hash),
    )


def as_sealed(file: File) -> manifest.File:
    return manifest.File(name=file.name, bytes=file.bytes, sha256=file.sha256, rows=file.rows)


def _addressee(packet: Packet) -> manifest.Addressee:
    named = packet.addressee.named
    return manifest.Addressee(
        name=named.official,
        title=named.title,
        constituency=named.constituency,
        constituency_code=packet.addressee.constituency_code,
    )


def _counted(told: Told) -> manifest.Counted:
    names = set(manifest.Counted.__struct_fields__)
    return manifest.Counted(
        **{name: value for name, value in msgspec.structs.asdict(told).items() if name in names}
    )


def _filter(delivery: Delivery, packet: Packet) -> str:
    """In one or two sentences, which signatures are listed."""
    with speaking(delivery.language):
        place = {"place": packet.addressee.named.constituency}
        said = _(
            "Confirmed by the cut-off and not taken back before the packets were made: people in %(place)s."
        )
        if packet.addressee.reach == "district":
            said = _(
                "Confirmed by the cut-off and not taken back before the packets were made: people whose ZIP code lies "
                "in %(place)s for certain."
            )
        since = _("Only those that the last delivery to this official did not have.") if packet.since else ""
        return f"{said % place} {since}".strip()
