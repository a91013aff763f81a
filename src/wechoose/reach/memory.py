"""Memory: what this process counted and need not count again: the coalition for a day, what is large for a minute."""

import asyncio
import time
from collections import OrderedDict
from datetime import datetime

import msgspec

from wechoose.base import logs
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.reach.coalition import Coalition, count_coalition, midnight
from wechoose.reach.numbers import Numbers, read_numbers
from wechoose.reach.spread import Spread, read_spread
from wechoose.signing.listing import Standing, find_standing

# So many signatures take a tenth of a second to count: they are kept for a minute. All else is as the database has it.
LARGE = 50_000
KEPT_SECONDS = 60.0
MOST_KEPT = 64
# How long a page waits for the coalition, which takes a second per million signatures; then it comes without.
PATIENCE = 1.0


class Counted(msgspec.Struct, frozen=True):
    """A partner's numbers, and how those stand who consented to it."""

    numbers: Numbers
    standing: Standing


class Memory:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._coalition: Coalition | None = None
        self._counting: asyncio.Task[None] | None = None
        self._partners: OrderedDict[int, tuple[float, Counted]] = OrderedDict()
        self._demands: OrderedDict[int, tuple[float, Spread]] = OrderedDict()

    async def coalition(self) -> Coalition | None:
        """As it stood when this UTC day began; None while it is still being counted, at the day's first looks."""
        since = midnight()
        if self._coalition is None or self._coalition.since != since:
            self._counting = self._counting or asyncio.create_task(self._count(since))
            await asyncio.wait({self._counting}, timeout=PATIENCE)
        return self._coalition if self._coalition and self._coalition.since == since else None

    async def partner(self, db: Connection, partner_id: int, since: datetime) -> Counted:
        kept_until, counted = self._partners.get(partner_id, (0.0, None))
        if counted is None or kept_until < time.monotonic():
            counted = Counted(await read_numbers(db, partner_id, since), await find_standing(db, partner_id))
            _keep(self._partners, partner_id, counted, counted.numbers.signatures.all)
        return counted

    async def demand(self, db: Connection, demand_id: int, since: datetime) -> Spread:
        kept_until, spread = self._demands.get(demand_id, (0.0, None))
        if spread is None or kept_until < time.monotonic():
            spread = await read_spread(db, demand_id, since)
            _keep(self._demands, demand_id, spread, spread.signatures.all)
        return spread

    async def _count(self, since: datetime) -> None:
        try:
            async with self._site.database.transaction(read_only=True) as db:
                self._coalition = await count_coalition(db, self._site.address_key, since)
        except Exception as error:
            # A page is worth having without these numbers; who looks next tries again.
            logs.log.warning("coalition_not_counted", error=error)
        finally:
            self._counting = None


def _keep(shelf: OrderedDict, key: int, counted: object, size: int) -> None:
    shelf.pop(key, None)
    if size >= LARGE:
        shelf[key] = (time.monotonic() + KEPT_SECONDS, counted)
    if len(shelf) > MOST_KEPT:
        shelf.popitem(last=False)
