"""As CSV: rows that every spreadsheet reads as text and none runs."""

import asyncio
import csv
import io
import unicodedata
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from wechoose.deliveries.lists import Signer

COLUMNS = ("name", "city", "state", "zip", "date")

# Without it Excel reads a CSV in the computer's old code page and garbles names; the other programs skip it.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# What makes spreadsheets run a cell, and what they skip in search of it.
RUNS = frozenset("=+-@−\t\r\n")
QUOTES = frozenset("'\"`´")
SKIPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"})


async def as_csv(batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        yield BYTE_ORDER_MARK + _written([COLUMNS])
        async for batch in batches:
            yield await asyncio.to_thread(_rows, batch)


def disarm(cell: str) -> str:
    """The cell, with an apostrophe before it when a spreadsheet would run it."""
    return f"'{cell}" if _runs(cell) else cell


def _rows(batch: list[Signer]) -> bytes:
    return _written((disarm(row.name), disarm(row.city), row.state, row.zip, row.date) for row in batch)


def _written(rows: Iterable[tuple]) -> bytes:
    """Every cell in quotes: a spreadsheet that splits at semicolons must not find a new cell inside a name."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _runs(cell: str) -> bool:
    if cell[:1].isalpha():
        return False
    first = next((character for character in cell if not _is_skipped(character)), "")
    return any(character in RUNS for character in unicodedata.normalize("NFKC", first))


def _is_skipped(character: str) -> bool:
    return character not in RUNS and (character in QUOTES or unicodedata.category(character) in SKIPPED)
