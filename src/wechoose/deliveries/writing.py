"""Writing: the files of a packet, in step, each cut into sealed chunks as it comes."""

from collections.abc import Sequence
from typing import Protocol

from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import Chunk, Cutter, File, Place
from wechoose.deliveries.numbers import Told
from wechoose.lists.as_csv import Table
from wechoose.lists.as_pdf import Packet as Pdf
from wechoose.lists.as_xlsx import Book
from wechoose.lists.files import MEDIA_TYPES
from wechoose.lists.sheet import Sheet
from wechoose.lists.signers import Signer

PDF, CSV, XLSX = "signatures.pdf", "signatures.csv", "signatures.xlsx"
TYPES = {PDF: "application/pdf", CSV: MEDIA_TYPES["csv"], XLSX: MEDIA_TYPES["xlsx"]}


class Writer(Protocol):
    """Each step returns the bytes that are ready."""

    def begin(self) -> bytes: ...
    def section(self, place: int) -> bytes: ...
    def add(self, batch: list[Signer]) -> bytes: ...
    def end(self) -> bytes: ...


class TitledTable:
    """A CSV whose sections are demands."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles, self._table = titles, Table(several=len(titles) > 1)
        self.begin, self.add = self._table.begin, self._table.add

    def section(self, place: int) -> bytes:
        self._table.section(self._titles[place])
        return b""

    def end(self) -> bytes:
        return b""


class TitledBook:
    """A workbook whose sections are demands."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles, self._book = titles, Book(several=len(titles) > 1)
        self.begin, self.add, self.end = self._book.begin, self._book.add, self._book.end

    def section(self, place: int) -> bytes:
        self._book.section(self._titles[place])
        return b""


class Output:
    """A file on its way into chunks."""

    def __init__(self, seals: Seals, place: Place, name: str, writer: Writer) -> None:
        self.name, self._place, self._writer = name, place, writer
        self._cutter = Cutter(seals, place)

    def begin(self) -> list[Chunk]:
        return self._cutter.add(self._writer.begin())

    def section(self, place: int) -> list[Chunk]:
        return self._cutter.add(self._writer.section(place))

    def add(self, batch: list[Signer]) -> list[Chunk]:
        return self._cutter.add(self._writer.add(batch))

    def end(self) -> list[Chunk]:
        return self._cutter.add(self._writer.end()) + self._cutter.end()

    def file(self, rows: int) -> File:
        """What came of it, once ended."""
        held_by, part = self._place.official_id, self._place.part
        return File(self.name, TYPES[self.name], self._cutter.bytes, self._cutter.sha256, rows, held_by, part)


def outputs(
    seals: Seals, delivery_id: int, official_id: int, sheet: Sheet, told: Sequence[Told], names: Sequence[str]
) -> list[Output]:
    """For the files of these names."""
    titles = [each.title for each in told]
    writers = {PDF: lambda: Pdf(sheet), CSV: lambda: TitledTable(titles), XLSX: lambda: TitledBook(titles)}
    return [Output(seals, Place(delivery_id, official_id, name), name, writers[name]()) for name in names]
