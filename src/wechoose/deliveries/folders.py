"""Folders: names of packets that every computer takes, and that say whose they are."""

import re
import unicodedata

from wechoose.deliveries.deliveries import Delivery, Packet

LONGEST = 40
OTHERS = re.compile(r"[^A-Za-z0-9]+")


def folder_of(packet: Packet) -> str:
    """Such as 007-NJ-Cory-Booker: in order, and no two alike."""
    official = packet.addressee
    place = official.constituency_code.strip("*")
    return f"{packet.position:03}-{place}-{_plain(official.name or official.named.title)}".strip("-")


def taken_as(delivery: Delivery, packet: Packet | None, file: str) -> tuple[str, str]:
    """Name and media type on a leader's computer: of the whole delivery, a packet, or of a packet its letter alone."""
    name = f"{delivery.code}-{folder_of(packet)}" if packet else delivery.code
    return (f"{name}.pdf", "application/pdf") if packet and file else (f"{name}.zip", "application/zip")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return OTHERS.sub("-", letters).strip("-")[:LONGEST].strip("-")
