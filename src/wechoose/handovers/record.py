"""The record of a day as CSV: each official, what became of the packet and when, for the campaign's own books."""

from collections.abc import Iterator
from datetime import UTC, datetime

from wechoose.base.cells import BYTE_ORDER_MARK, cell
from wechoose.handovers.stops import Stop

COLUMNS = ("official", "office", "state", "signatures", "sent", "handed over", "answered", "notes")


def as_csv(stops: list[Stop]) -> bytes:
    """Times are in UTC."""
    lines = (",".join(map(cell, row)) for row in (COLUMNS, *map(tuple, map(_cells, stops))))
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines).encode()


def _cells(stop: Stop) -> Iterator[str]:
    yield from (stop.name, stop.office, stop.official.state or "", str(stop.rows))
    yield from map(_time, (stop.marks.sent_at, stop.marks.handed_at, stop.marks.answered_at))
    yield str(stop.notes)


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""
