"""The clock all processes share: the database's, as last compared, so that machines whose clocks differ agree."""

import time
from datetime import UTC, datetime, timedelta

_ahead_by = timedelta(0)


def now() -> datetime:
    return datetime.now(UTC) + _ahead_by


def compare(database_time: datetime, asked_at: float) -> None:
    """Note the database's time, asked at `asked_at` (time.time()); half the round trip is taken off."""
    global _ahead_by
    middle = (asked_at + time.time()) / 2
    _ahead_by = database_time - datetime.fromtimestamp(middle, UTC)
