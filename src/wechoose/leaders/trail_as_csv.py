"""The trail as CSV: lines that were searched for, with their hashes, as a file."""

from collections.abc import AsyncGenerator, Sequence

from wechoose.audit.search import Search, find_lines
from wechoose.audit.trail import Line
from wechoose.base.cells import BYTE_ORDER_MARK, cell
from wechoose.base.site import Site
from wechoose.leaders.history import Row, in_rows
from wechoose.leaders.people import Leader

COLUMNS = ("number", "time (UTC)", "leader", "act", "subject", "details", "reason", "address", "hash")
A_BATCH = 2_000


async def as_csv(
    site: Site, leaders: Sequence[Leader], search: Search, before: int
) -> AsyncGenerator[bytes, None]:
    """Newest first, from the line before `before` on.

    Each batch has a transaction of its own, which no client that reads slowly keeps open: lines don't change.
    """
    yield BYTE_ORDER_MARK + _line(COLUMNS)
    while True:
        async with site.database.transaction(read_only=True, share="desk") as db:
            lines = await find_lines(db, search, before, A_BATCH)
        if not lines:
            return
        yield b"".join(map(_written, lines, in_rows(lines, leaders)))
        before = lines[-1].audit_id


def _written(line: Line, row: Row) -> bytes:
    at = f"{row.at:%Y-%m-%d %H:%M:%S}"
    cells = (str(line.audit_id), at, row.leader, row.act, row.subject, row.details, row.reason, row.address)
    return _line((*cells, line.hash.hex()))


def _line(cells: Sequence[str]) -> bytes:
    return (",".join(map(cell, cells)) + "\r\n").encode()
