"""As CSV: rows that every spreadsheet reads as text and none runs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache

from wechoose.base.cells import BYTE_ORDER_MARK, cell
from wechoose.lists.signers import COLUMNS, SECTION, Signer


async def as_csv(batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    table = Table()
    async with aclosing(batches):
        yield table.begin()
        async for batch in batches:
            yield table.add(batch)


class Table:
    """A table being written; of `several` demands each row names its own. Each step returns the bytes."""

    def __init__(self, several: bool = False) -> None:
        self._columns = (*COLUMNS, SECTION) if several else COLUMNS
        self._several, self._end = several, "\r\n"

    def begin(self) -> bytes:
        return BYTE_ORDER_MARK + ",".join(map(cell, self._columns)).encode() + b"\r\n"

    def section(self, title: str) -> None:
        """What is added from now on belongs to this demand."""
        self._end = f",{cell(title)}\r\n" if self._several else "\r\n"

    def add(self, batch: list[Signer]) -> bytes:
        end = self._end
        return "".join(
            f'{cell(row.name)},{_place(row.city)},"{row.state}","{row.zip}","{_day(row.date)}"{end}'
            for row in batch
        ).encode()


# The same for many, and longer in the making than in the looking up.
_place = lru_cache(1 << 16)(cell)
_day = lru_cache(1 << 12)(date.isoformat)
