"""Live counts: each web process looks at the tallies about twice a second, while pages are open, and tells them what
changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from wechoose.base.database import Database
from wechoose.base.logs import log
from wechoose.base.refusals import Unavailable
from wechoose.counts.encoded import Counts, encode
from wechoose.counts.streams import Streams
from wechoose.counts.tallies import CampaignCounts, DemandCounts, Snapshot, take_snapshot

LOOK_SECONDS = 0.5
# A reader gets what is at most this old.
FRESH_SECONDS = 0.1
# With a thousand readers and confirmations a second, looks still take no more than a part of the time; nor does a
# reader wait longer than FRESH_SECONDS for the next one to begin.
PART_OF_TIME = 0.05
# The tallies are added up this often even if the database says that nothing happened: on Citus, it knows of one of its
# machines only.
ADD_UP_SECONDS = 2.0
# Between two rounds through all pages, however long one takes.
REST_SECONDS = 0.1

CAMPAIGN = ""
"""The key of the counts of all demands together, beside the slugs."""


class LiveCounts:
    """Looks at the tallies, keeps the last snapshot, wakes the streams."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.streams = Streams()
        self._next: asyncio.Task[None] | None = None
        self._begun_at = float("-inf")
        self._took = 0.0
        self._looked_at = float("-inf")
        self._added_up_at = float("-inf")
        self._expired_at = float("-inf")
        self.snapshot: Snapshot | None = None

    @property
    def stale(self) -> bool:
        return self.streams.stale

    async def run(self) -> None:
        """Look and tell for ever; a database that is away makes the counts stale, never the process stop."""
        clock = asyncio.get_running_loop().time
        while not self.streams.closed:
            next_at = clock() + LOOK_SECONDS
            if self.snapshot is None or self.streams.are_watched():
                await self._try(self.look)
            await self.streams.tell()
            await asyncio.sleep(max(REST_SECONDS, next_at - clock()))

    async def attend(self) -> None:
        """Call before a page is opened: as long as nobody watches, nobody looks."""
        if not self.streams.are_watched():
            await self._try(self.fresh)

    async def fresh(self) -> Snapshot:
        """A snapshot no older than FRESH_SECONDS, nor than what was counted here; readers who wait share one look."""
        if self._looked_at <= max(self._expired_at, asyncio.get_running_loop().time() - FRESH_SECONDS):
            self._next = self._next or asyncio.create_task(self._look_in_turn())
            await asyncio.shield(self._next)
        assert self.snapshot is not None
        return self.snapshot

    def expire(self) -> None:
        """Something was counted in this process: the next reader here must see it."""
        self._expired_at = asyncio.get_running_loop().time()

    async def _look_in_turn(self) -> None:
        pause = min(FRESH_SECONDS, self._took / PART_OF_TIME)
        await asyncio.sleep(self._begun_at + pause - asyncio.get_running_loop().time())
        # Whoever comes from here on may be too late for this look, and waits for the next.
        self._next = None
        await self.look()

    async def look(self) -> None:
        started = self._begun_at = asyncio.get_running_loop().time()
        async with self._database.transaction(read_only=True, share="looks") as db:
            snapshot = await take_snapshot(db, self._trusted())
        self._took = asyncio.get_running_loop().time() - started
        if started < self._looked_at:
            return  # a look that began earlier and came back later; not by the clock, which may be set back
        self._looked_at = started
        self._keep(snapshot, started)

    def counts(self, key: str) -> Counts | None:
        """Of one demand's slug, or of CAMPAIGN; None when there is no such demand."""
        return self.streams.counts.get(key)

    def stream(self, key: str, last_number: int) -> AsyncIterator[bytes]:
        """Events for one open page: a snapshot, then every change; never older than what the page has seen."""
        return self.streams.follow(key, last_number)

    def close(self) -> None:
        """End every stream, so that the process can stop."""
        self.streams.close()

    async def _try(self, look: Callable[[], Awaitable[object]]) -> None:
        try:
            await look()
        except Exception as error:
            if not isinstance(error, Unavailable):
                log.error("look_failed", error=error)
            self.streams.become_stale()

    def _trusted(self) -> Snapshot | None:
        """The last snapshot, if it may be the same as the next."""
        now = asyncio.get_running_loop().time()
        recent = self._added_up_at > max(self._expired_at, now - ADD_UP_SECONDS)
        return self.snapshot if recent and not self.stale else None

    def _keep(self, snapshot: Snapshot, looked_at: float) -> None:
        if self.snapshot is None or snapshot.demands is not self.snapshot.demands:
            self._added_up_at = looked_at
        before, self.snapshot = self.streams.counts, snapshot
        every: dict[str, DemandCounts | CampaignCounts] = {CAMPAIGN: snapshot.campaign, **snapshot.demands}
        self.streams.show(
            {key: encode(counts, snapshot.as_of, before.get(key)) for key, counts in every.items()}
        )
