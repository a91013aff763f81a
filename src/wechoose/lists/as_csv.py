"""As CSV: rows that every spreadsheet reads as text and none runs."""

import unicodedata
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache

from wechoose.lists.signers import COLUMNS, Signer

# Without it Excel reads a CSV in the computer's old code page and garbles names; the other programs skip it.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# What makes spreadsheets run a cell, and what they skip in search of it.
RUNS = frozenset("=+-@−\t\r\n")
QUOTES = frozenset("'\"`´")
SKIPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"})


async def as_csv(batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        yield BYTE_ORDER_MARK + ",".join(map(cell, COLUMNS)).encode() + b"\r\n"
        async for batch in batches:
            yield _rows(batch)


def disarm(text: str) -> str:
    """The text of a cell, with an apostrophe before it when a spreadsheet would run it."""
    return f"'{text}" if _runs(text) else text


def _rows(batch: list[Signer]) -> bytes:
    return "".join(
        f'{cell(row.name)},{_place(row.city)},"{row.state}","{row.zip}","{_day(row.date)}"\r\n'
        for row in batch
    ).encode()


def cell(text: str) -> str:
    """In quotes, as every cell here: a spreadsheet that splits at semicolons must not find a new one inside a name."""
    return '"' + disarm(text).replace('"', '""') + '"'


# The same for many, and longer in the making than in the looking up.
_place = lru_cache(1 << 16)(cell)
_day = lru_cache(1 << 12)(date.isoformat)


def _runs(text: str) -> bool:
    if text[:1].isalnum():
        return False
    first = next((character for character in text if not _is_skipped(character)), "")
    return any(character in RUNS for character in unicodedata.normalize("NFKC", first))


def _is_skipped(character: str) -> bool:
    return character not in RUNS and (character in QUOTES or unicodedata.category(character) in SKIPPED)
