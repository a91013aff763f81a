"""Memory: what this process counted and need not count again: the coalition for a day, a large partner for a minute."""

import time
from collections import OrderedDict
from datetime import datetime

from wechoose.base.database import Connection
from wechoose.reach.coalition import Coalition, count_coalition, midnight
from wechoose.reach.numbers import Numbers, read_numbers

# What takes longer to count is kept for a minute; all else is as fresh as the database.
LONG = 0.2
KEPT_SECONDS = 60.0
MOST_PARTNERS = 64


class Memory:
    def __init__(self) -> None:
        self._coalition: Coalition | None = None
        self._numbers: OrderedDict[int, tuple[float, Numbers]] = OrderedDict()

    async def coalition(self, db: Connection) -> Coalition:
        """As it stood when this UTC day began; counted at the day's first look."""
        since = midnight()
        if self._coalition is None or self._coalition.since != since:
            self._coalition = await count_coalition(db, since)
        return self._coalition

    async def numbers(self, db: Connection, partner_id: int, since: datetime) -> Numbers:
        began = time.monotonic()
        kept_until, numbers = self._numbers.get(partner_id, (0.0, None))
        if numbers is None or kept_until < began:
            numbers = await read_numbers(db, partner_id, since)
            if time.monotonic() - began > LONG:
                self._keep(partner_id, numbers)
        return numbers

    def _keep(self, partner_id: int, numbers: Numbers) -> None:
        self._numbers[partner_id] = (time.monotonic() + KEPT_SECONDS, numbers)
        self._numbers.move_to_end(partner_id)
        if len(self._numbers) > MOST_PARTNERS:
            self._numbers.popitem(last=False)
