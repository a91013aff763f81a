"""The spool: the rows of a delivery, sealed, in the order in which they are listed, as they were at one moment."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import SHARED, Chunk, Place, read_chunks, seal_chunk

# Some 60 kB.
ROWS = 1_000

MOMENT_ZERO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)


class Move(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """When, in microseconds since 1970, and from which state and ZIP code ("" where none is known)."""

    at: int
    state: str
    zip: str


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`signed_on` counts days as date.toordinal does, the times microseconds since 1970.

    `moves` are those of the signer since the last delivery, the first one first.
    """

    name: str
    zip: str
    signed_on: int
    verified_at: int
    status_at: int
    moves: tuple[Move, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Row])


def moment(at: datetime) -> int:
    return (at - MOMENT_ZERO) // MICROSECOND


def encode(row: Row) -> bytes:
    return _encoder.encode(row)


def place_of(delivery_id: int, demand_id: int, state: str, district: int | None = None) -> Place:
    """Where the rows of a state are, or those of them that are in a district for certain."""
    part = f"rows/{demand_id}/{state}"
    return Place(delivery_id, SHARED, part if district is None else f"{part}/{district}")


class Reel:
    """One part of the spool being written. Each step returns the chunks that are full."""

    def __init__(self, seals: Seals, place: Place) -> None:
        self._seals, self._place = seals, place
        self._rows: list[bytes] = []
        self._number = 0
        self.rows = 0

    def add(self, encoded: bytes) -> list[Chunk]:
        self._rows.append(encoded)
        self.rows += 1
        return [self._cut()] if len(self._rows) == ROWS else []

    def end(self) -> list[Chunk]:
        return [self._cut()] if self._rows else []

    def _cut(self) -> Chunk:
        # An array of so many things, as MessagePack writes it.
        clear = b"\xdd" + len(self._rows).to_bytes(4, "big") + b"".join(self._rows)
        self._rows.clear()
        self._number += 1
        return seal_chunk(self._seals, self._place, self._number - 1, clear)


async def read_rows(database: Database, seals: Seals, place: Place) -> AsyncGenerator[list[Row], None]:
    """As they were written, a chunk at a time; raises Gone when there is no such part."""
    async with aclosing(read_chunks(database, seals, place)) as chunks:
        async for chunk in chunks:
            yield _decoder.decode(chunk)
