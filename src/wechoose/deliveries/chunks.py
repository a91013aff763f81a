"""Chunks: files of packets, and the rows that they are made from, in sealed pieces in the database.

In the database, because web and worker may run on different machines; sealed, so that a dump names nobody.
"""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import msgspec

from wechoose.base.database import Connection, Database
from wechoose.base.queries import queries
from wechoose.base.refusals import Gone
from wechoose.base.sealing import Seals
from wechoose.base.words import _

sql = queries("deliveries/chunks")

# What is in memory for each file that is written or read.
CHUNK_BYTES = 128 * 1024

# A slow disk takes a second for them: a large delivery, of many gigabytes, is deleted bit by bit.
FORGOTTEN_AT_ONCE = 500

# Who holds what belongs to no single packet: rows, and lists that several officials get alike.
SHARED = 0


class Place(msgspec.Struct, frozen=True):
    """Where the chunks of one part are."""

    delivery_id: int
    official_id: int
    part: str

    def owner(self, number: int) -> bytes:
        """What each chunk is sealed for, so that none passes for another."""
        return f"delivery {self.delivery_id} {self.official_id} {self.part} {number}".encode()


class File(msgspec.Struct, frozen=True):
    """A file of a packet, with `rows` signatures if it lists any.

    Its chunks are kept as `part` of the official `held_by`, who may be another one that gets the same.
    """

    name: str
    media_type: str
    bytes: int
    sha256: str
    rows: int | None
    held_by: int
    part: str


class Chunk(msgspec.Struct, frozen=True):
    place: Place
    number: int
    sealed: bytes


class Cutter:
    """Cuts what is written into sealed chunks; keeps count of all that came, and at most one chunk of it."""

    def __init__(self, seals: Seals, place: Place) -> None:
        self._seals, self._place = seals, place
        self._pending = bytearray()
        self._number = 0
        self._digest = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def add(self, piece: bytes) -> list[Chunk]:
        self._digest.update(piece)
        self.bytes += len(piece)
        self._pending += piece
        return [self._cut(CHUNK_BYTES) for _chunk in range(len(self._pending) // CHUNK_BYTES)]

    def end(self) -> list[Chunk]:
        """The rest; also of nothing there is a chunk, so that an empty file is known from a missing one."""
        return [self._cut(len(self._pending))] if self._pending or not self._number else []

    def _cut(self, size: int) -> Chunk:
        clear = bytes(self._pending[:size])
        del self._pending[:size]
        chunk = seal_chunk(self._seals, self._place, self._number, clear)
        self._number += 1
        return chunk


def seal_chunk(seals: Seals, place: Place, number: int, clear: bytes) -> Chunk:
    return Chunk(place, number, seals.seal(place.owner(number), clear))


async def add_chunks(db: Connection, chunks: Sequence[Chunk]) -> None:
    """In place of those with the same numbers, which an earlier attempt may have left."""
    for chunk in chunks:
        await sql.add_chunk(
            db, **msgspec.structs.asdict(chunk.place), number=chunk.number, sealed=chunk.sealed
        )


async def read_chunks(database: Database, seals: Seals, place: Place) -> AsyncGenerator[bytes, None]:
    """The part as it was written, a chunk at a time; raises Gone when there is none."""
    number = 0
    while True:
        async with database.statement() as db:
            sealed = await sql.find_chunk(db, **msgspec.structs.asdict(place), number=number)
        if sealed is None:
            break
        yield seals.open(place.owner(number), sealed)
        number += 1
    if not number:
        raise Gone(_("The files of this delivery have been deleted."))


async def read_file(
    database: Database, seals: Seals, delivery_id: int, file: File
) -> AsyncGenerator[bytes, None]:
    """As it was written; raises Gone when it was deleted, also in the middle."""
    read = 0
    async with aclosing(read_chunks(database, seals, Place(delivery_id, file.held_by, file.part))) as chunks:
        async for chunk in chunks:
            read += len(chunk)
            yield chunk
    if read != file.bytes:
        raise Gone(_("The files of this delivery have been deleted."))


async def forget_part(db: Connection, place: Place) -> None:
    await sql.forget_part(db, **msgspec.structs.asdict(place))


async def forget_chunks(db: Connection, delivery_id: int) -> None:
    """All files of a delivery, and its rows."""
    await sql.forget_chunks(db, delivery_id=delivery_id)


async def forget_some(db: Connection, delivery_id: int) -> int:
    """So many chunks of a delivery that it takes no more than a second; returns how many there were."""
    return await sql.forget_some(db, delivery_id=delivery_id, most=FORGOTTEN_AT_ONCE)


async def has_rows(db: Connection, delivery_id: int) -> bool:
    """Whether the delivery can still be made again."""
    return await sql.has_rows(db, delivery_id=delivery_id)


async def bytes_kept(db: Connection, delivery_id: int) -> int:
    """What the chunks of a delivery take, sealed."""
    return await sql.bytes_kept(db, delivery_id=delivery_id)
