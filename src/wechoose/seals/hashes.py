"""Hashes: which delivery a file belongs to, by its SHA-256; this stays when the files are gone."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.seals.manifest import Manifest

sql = queries("seals/hashes")

# What belongs to no single packet.
WHOLE = 0


class Hash(msgspec.Struct, frozen=True):
    """Of a file that is sealed with the packet of this official; the archive itself is named ""."""

    sha256: bytes
    official_id: int
    name: str


class Found(msgspec.Struct, frozen=True):
    """A packet that this file is of, by what was sealed; of a whole delivery each of its packets is found."""

    name: str
    code: str
    status: str
    official_id: int
    manifest: Manifest
    ready_at: datetime


async def note_hashes(db: Connection, delivery_id: int, hashes: Sequence[Hash]) -> None:
    """An archive is the same whenever it is made, so noting it again changes nothing."""
    await sql.note_hashes(
        db,
        delivery_id=delivery_id,
        hashes=[each.sha256 for each in hashes],
        official_ids=[each.official_id for each in hashes],
        names=[each.name for each in hashes],
    )


async def find_sealed(db: Connection, sha256: bytes) -> list[Found]:
    """The packets with a file of this hash: two senators of a state are handed the same list."""
    rows = await sql.find_sealed(db, hash=sha256)
    return [Found(**{**row, "manifest": msgspec.json.decode(row["manifest"], type=Manifest)}) for row in rows]
