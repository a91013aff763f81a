"""Live counts: each web process looks at the tallies about twice a second and tells its open pages what changed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import msgspec

from wechoose.base.database import Database
from wechoose.base.logs import log
from wechoose.base.refusals import Unavailable
from wechoose.counts.tallies import CampaignCounts, DemandCounts, Snapshot, take_snapshot

LOOK_SECONDS = 0.5
# A reader gets what is at most this old, and with a thousand readers and confirmations a second there are still ten
# looks, which is what the slowest reader waits for its turn.
FRESH_SECONDS = 0.1
PING_SECONDS = 15.0

CAMPAIGN = ""
"""The key of the counts of all demands together, beside the slugs."""


class Counts(msgspec.Struct, frozen=True):
    """Counts as they leave: encoded once for all readers. `number` rises with time, across processes too."""

    body: bytes
    etag: str
    number: int

    def event(self) -> bytes:
        return b"event: counts\nid: %d\ndata: %s\n\n" % (self.number, self.body)


class LiveCounts:
    """Looks at the tallies, keeps the last snapshot, wakes the streams."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[str, Counts] = {}
        self._changed = asyncio.Event()
        self._next: asyncio.Task[None] | None = None
        self._begun_at = float("-inf")
        self._looked_at = float("-inf")
        self._expired_at = float("-inf")
        self.snapshot: Snapshot | None = None
        self.stale = False
        self.closed = False

    async def run(self) -> None:
        """Look for ever; a database that is away makes the counts stale, never the process stop."""
        while not self.closed:
            try:
                await self.look()
            except Unavailable:
                self._become_stale()
            except Exception as error:
                log.error("look_failed", error=error)
                self._become_stale()
            await asyncio.sleep(LOOK_SECONDS)

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
        await asyncio.sleep(self._begun_at + FRESH_SECONDS - asyncio.get_running_loop().time())
        # Whoever comes from here on may be too late for this look, and waits for the next.
        self._next = None
        await self.look()

    async def look(self) -> None:
        started = self._begun_at = asyncio.get_running_loop().time()
        async with self._database.transaction(read_only=True, reserved=True) as db:
            snapshot = await take_snapshot(db)
        if started < self._looked_at:
            return  # a look that began earlier and came back later; not by the clock, which may be set back
        self._looked_at = started
        self._keep(snapshot)

    def counts(self, key: str) -> Counts | None:
        """Of one demand's slug, or of CAMPAIGN; None when there is no such demand."""
        return self._counts.get(key)

    async def stream(self, key: str, last_number: int) -> AsyncIterator[bytes]:
        """Events for one open page: a snapshot, then every change; never older than what the page has seen.

        A page that reads slowly misses intermediate counts, not the last: nothing is queued for it.
        """
        yield b"retry: 2000\n\n"
        sent, etag, told_stale = self._believe(key, last_number), "", False
        while not self.closed:
            changed = self._changed
            counts = self._counts.get(key)
            if counts is None:
                return
            if self.stale and not told_stale:
                told_stale = True
                yield b"event: stale\ndata: {}\n\n"
            elif not self.stale and counts.number > sent and (counts.etag != etag or told_stale):
                sent, etag, told_stale = counts.number, counts.etag, False
                yield counts.event()
            if not await _wait(changed, PING_SECONDS if etag else LOOK_SECONDS):
                yield b"event: ping\ndata: {}\n\n"

    def _believe(self, key: str, number: int) -> int:
        """What the page says it saw last, unless no process of this site can have said it."""
        counts = self._counts.get(key)
        return number if counts is None or number < counts.number + 60_000 else 0

    def close(self) -> None:
        """End every stream, so that the process can stop."""
        self.closed = True
        self._wake()

    def _keep(self, snapshot: Snapshot) -> None:
        before, self.snapshot = self._counts, snapshot
        every: dict[str, DemandCounts | CampaignCounts] = {CAMPAIGN: snapshot.campaign, **snapshot.demands}
        self._counts = {key: _encode(counts, snapshot, before.get(key)) for key, counts in every.items()}
        same = all(key in before and counts.etag == before[key].etag for key, counts in self._counts.items())
        if not same or self.stale:
            self.stale = False
            self._wake()

    def _become_stale(self) -> None:
        if not self.stale:
            self.stale = True
            self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _encode(counts: DemandCounts | CampaignCounts, snapshot: Snapshot, before: Counts | None) -> Counts:
    body = msgspec.json.encode(counts)
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    as_of = snapshot.as_of.isoformat(timespec="milliseconds")
    number = int(snapshot.as_of.timestamp() * 1000)
    if before:
        # News needs a number of its own, even within a millisecond or after the clock was set back.
        number = max(number, before.number + (before.etag != etag))
    return Counts(body[:-1] + b',"as_of":"%s"}' % as_of.encode(), etag, number)


async def _wait(changed: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return False
    return True
