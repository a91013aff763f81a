"""The archive: a packet, or all packets of a delivery, as a ZIP that is written as it is sent, the same every time."""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import File, read_file
from wechoose.deliveries.deliveries import Packet
from wechoose.deliveries.folders import folder_of
from wechoose.lists.as_xlsx import Outlet
from wechoose.seals.hashes import WHOLE, Hash
from wechoose.seals.manifest import MANIFEST, SIGNATURE, Manifest, signature_file
from wechoose.seals.seal_key import SealKey
from wechoose.seals.whole import INDEX, INDEX_SIGNATURE, Entry, make_index

Pieces = AsyncGenerator[bytes, None]

# Lists as text shrink to a fifth; what is compressed already is only wrapped, which costs next to nothing.
# Not stored: readers that go from front to back can't tell where a stored file ends whose size stands behind it.
FASTEST, WRAPPED = 1, 0
TEXTS = (".csv", ".json", ".txt")
# From here on sizes are written with eight bytes.
LARGE = 1 << 30


class Opening(Protocol):
    def __call__(self) -> Pieces: ...


class Member(msgspec.Struct, frozen=True):
    """A file of the archive; its pieces are fetched at its turn. `seals`: the packet of this official, 0 all."""

    name: str
    bytes: int
    pieces: Opening
    seals: int | None = None


class Source(msgspec.Struct, frozen=True):
    """Where the files of a delivery are read from."""

    database: Database
    seals: Seals
    delivery_id: int

    def file(self, file: File) -> Pieces:
        return read_file(self.database, self.seals, self.delivery_id, file)


def packet_members(source: Source, packet: Packet, folder: str = "") -> list[Member]:
    """The files, then what seals them; `folder` ends with a slash."""
    assert packet.manifest is not None
    assert packet.signature is not None
    files = [Member(folder + file.name, file.bytes, partial(source.file, file)) for file in packet.files]
    return [
        *files,
        _made(folder + MANIFEST, packet.manifest, packet.official_id),
        _made(folder + SIGNATURE, signature_file(packet.signature), packet.official_id),
    ]


def whole_members(source: Source, packets: Sequence[Packet], keys: Sequence[SealKey]) -> list[Member]:
    """An index of all, under the key of the last packet, and a folder for each."""
    entries = [_entry(packet) for packet in packets]
    index = make_index(entries)
    key = next(key for key in keys if key.text == entries[-1].manifest.key)
    folders = [
        packet_members(source, packet, f"{entry.folder}/")
        for packet, entry in zip(packets, entries, strict=True)
    ]
    return [
        _made(INDEX, index),
        _made(INDEX_SIGNATURE, signature_file(key.sign(index))),
        *(member for members in folders for member in members),
    ]


class Archive:
    """An archive being written; once it is through, `hashes` has its own, named "", and of what seals its files."""

    def __init__(self, members: Sequence[Member], official_id: int = WHOLE) -> None:
        self._members, self._official_id = members, official_id
        self._outlet = Outlet()
        self.hashes: list[Hash] = []

    async def pieces(self) -> Pieces:
        whole = hashlib.sha256()
        archive = ZipFile(self._outlet, "w", ZIP_DEFLATED)
        for member in self._members:
            async with aclosing(self._add(archive, member)) as steps:
                async for _step in steps:
                    if piece := self._outlet.take():
                        whole.update(piece)
                        yield piece
        # Closed only here: an archive that broke off must not look like a whole one.
        archive.close()
        last = self._outlet.take()
        whole.update(last)
        self.hashes.append(Hash(whole.digest(), self._official_id, ""))
        yield last

    async def _add(self, archive: ZipFile, member: Member) -> AsyncGenerator[None, None]:
        """By its name alone, so that it has the same old date as every other."""
        digest = hashlib.sha256()
        archive.compresslevel = FASTEST if member.name.endswith(TEXTS) else WRAPPED
        with archive.open(member.name, "w", force_zip64=member.bytes > LARGE) as file:
            async with aclosing(member.pieces()) as pieces:
                async for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                    yield
        if member.seals is not None:
            self.hashes.append(Hash(digest.digest(), member.seals, member.name.rpartition("/")[2]))
        yield


def _entry(packet: Packet) -> Entry:
    assert packet.manifest is not None
    return Entry(folder_of(packet), msgspec.json.decode(packet.manifest, type=Manifest), packet.manifest)


def _made(name: str, data: bytes, seals: int = WHOLE) -> Member:
    async def pieces() -> Pieces:
        yield data

    return Member(name, len(data), pieces, seals)
