"""As XLSX: a workbook written straight into its archive, in which every cell is a text or a day and none runs."""

import io
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wechoose.lists import workbook
from wechoose.lists.signers import COLUMNS, SECTION, Signer

# What a sheet holds, one of them the header.
ROWS = 1_048_576
# In characters; names are mostly shorter.
WIDTHS = (36, 24, 8, 10, 12)
SECTION_WIDTH = 40
# The harder levels of compression take four times as long for a fifth less.
FASTEST = 1
# What XML can't hold or would change, and what Excel would read as such a character, which it writes _x000D_.
ODD = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Excel counts days from here on.
DAY_ZERO = date(1899, 12, 30)


async def as_xlsx(batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    book = Book()
    async with aclosing(batches):
        yield book.begin()
        async for batch in batches:
            yield book.add(batch)
        yield book.end()


class Book:
    """A workbook being written; of `several` demands each row names its own.

    Each step returns the bytes that are ready, and keeps none. The same rows make the same bytes.
    """

    def __init__(self, several: bool = False) -> None:
        self._several, self._section = several, ""
        self._columns = (*COLUMNS, SECTION) if several else COLUMNS
        self._outlet = Outlet()
        self._archive = ZipFile(self._outlet, "w", ZIP_DEFLATED, compresslevel=FASTEST)
        self._sheets = 0

    def begin(self) -> bytes:
        self._write(*workbook.first_part())
        self._begin_sheet()
        return self._outlet.take()

    def section(self, title: str) -> None:
        """What is added from now on belongs to this demand."""
        self._section = text_cell(title) if self._several else ""

    def add(self, batch: list[Signer]) -> bytes:
        while batch:
            if not self._free:
                self._end_sheet()
                self._begin_sheet()
            fitting, batch = batch[: self._free], batch[self._free :]
            self._sheet.write(self._rows(fitting).encode())
            self._free -= len(fitting)
        return self._outlet.take()

    def end(self) -> bytes:
        self._end_sheet()
        for name, text in workbook.last_parts([f"Signers {it}" for it in range(1, self._sheets + 1)]):
            self._write(name, text)
        self._archive.close()
        return self._outlet.take()

    def _rows(self, batch: list[Signer]) -> str:
        if not self._section:
            return "".join(map(_row, batch))
        return "".join(f"<row>{_cells(signer)}{self._section}</row>" for signer in batch)

    def _write(self, name: str, text: str) -> None:
        """With no time but the archive's first possible one."""
        part = ZipInfo(name)
        part.compress_type = ZIP_DEFLATED
        self._archive.writestr(part, text)

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._free = ROWS - 1
        self._sheet = self._archive.open(workbook.sheet_part(self._sheets), "w")
        titles = "".join(text_cell(title, workbook.TITLE) for title in self._columns)
        widths = (*WIDTHS, SECTION_WIDTH) if self._several else WIDTHS
        self._sheet.write(f"{workbook.sheet_begins(widths)}<row>{titles}</row>".encode())

    def _end_sheet(self) -> None:
        self._sheet.write(workbook.SHEET_ENDS.encode())
        self._sheet.close()


class Outlet(io.RawIOBase):
    """What the archive writes to. It can't go back, so each part's size is written behind it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def _row(signer: Signer) -> str:
    return f"<row>{_cells(signer)}</row>"


def _cells(signer: Signer) -> str:
    """Cells without their addresses, which follow from their order: half the time, and half the size."""
    return (
        f"{text_cell(signer.name)}{_place(signer.city)}{_place(signer.state)}{text_cell(signer.zip)}"
        f"{_day(signer.date)}"
    )


def text_cell(text: str, style: int = workbook.TEXT) -> str:
    kept = ODD.sub(_harmless, text)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


@lru_cache(1 << 12)
def _day(day: date) -> str:
    return f'<c s="{workbook.DAY}"><v>{(day - DAY_ZERO).days}</v></c>'


# The same for many.
_place = lru_cache(1 << 16)(text_cell)


def _harmless(odd: re.Match[str]) -> str:
    return ENTITIES.get(odd[0]) or f"_x{ord(odd[0]):04X}_"
