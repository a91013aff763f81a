"""As CSV: rows that every spreadsheet reads as text and none runs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache

from wechoose.base.cells import BYTE_ORDER_MARK, cell
from wechoose.lists.signers import COLUMNS, Signer


async def as_csv(batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        yield BYTE_ORDER_MARK + ",".join(map(cell, COLUMNS)).encode() + b"\r\n"
        async for batch in batches:
            yield _rows(batch)


def _rows(batch: list[Signer]) -> bytes:
    return "".join(
        f'{cell(row.name)},{_place(row.city)},"{row.state}","{row.zip}","{_day(row.date)}"\r\n'
        for row in batch
    ).encode()


# The same for many, and longer in the making than in the looking up.
_place = lru_cache(1 << 16)(cell)
_day = lru_cache(1 << 12)(date.isoformat)
