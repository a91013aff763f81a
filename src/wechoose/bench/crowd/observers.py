"""Observers: look at the counts in every way there is while load goes on, and note whatever is not exact."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import msgspec

from wechoose.base.database import Database
from wechoose.base.refusals import Unavailable
from wechoose.bench.crowd.visits import open_session
from wechoose.counts.recount import recount

SNAPSHOT_SECONDS = 1.0
# Longer than the counts that a reader gets may be old, so that two processes of the server can't seem to go back.
POLL_SECONDS = 0.25
RECONNECT_SECONDS = 0.2
# After the last confirmation an open page must have heard of it within a few seconds.
LAST_LOOKS = 20


@asynccontextmanager
async def watching(url: str, database: Database, slugs: list[str]) -> AsyncIterator["Observer"]:
    """An observer that looks in every way while the block runs."""
    async with open_session(url, 10) as http:
        observer = Observer(http)
        ways = (observer.follow(slugs[0]), observer.poll(slugs), observer.recount(database))
        looking = [asyncio.create_task(way) for way in ways]
        try:
            yield observer
        finally:
            for task in looking:
                task.cancel()
            ended = await asyncio.gather(*looking, return_exceptions=True)
            observer.faults += [
                f"looking failed: {error!r}" for error in ended if isinstance(error, Exception)
            ]


class Observer:
    """`faults` is what must stay empty; the numbers say how often it was looked."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.faults: list[str] = []
        self.looks = {"events": 0, "polls": 0, "snapshots": 0, "reconnects": 0}
        self.seen: dict[tuple[str, str], int] = {}
        """The last verified count, by way of looking and slug."""
        self._http = http
        self._last_id = 0

    async def follow(self, slug: str) -> None:
        """One open page: a stream that is opened again whenever it ends, the way browsers do."""
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._follow_once(slug)
            self.looks["reconnects"] += 1
            await asyncio.sleep(RECONNECT_SECONDS)

    async def poll(self, slugs: list[str]) -> None:
        while True:
            for slug in slugs:
                with suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with self._http.get(f"/api/v1/demands/{slug}/counts") as response:
                        self._note_poll(slug, response.status, await response.read())
                await asyncio.sleep(POLL_SECONDS)

    async def recount(self, database: Database) -> None:
        while True:
            with suppress(Unavailable):
                async with database.transaction(read_only=True) as db:
                    differences = await recount(db)
                self.looks["snapshots"] += 1
                self.faults += [f"in a snapshot: {difference}" for difference in differences]
            await asyncio.sleep(SNAPSHOT_SECONDS)

    async def settle(self, verified: Mapping[str, int], looks: int = LAST_LOOKS) -> None:
        """Give the last looks a moment to see these counts, and note those that never do."""
        for _look in range(looks):
            if not self._late(verified):
                return
            await asyncio.sleep(POLL_SECONDS)
        self.faults += self._late(verified)

    def _late(self, verified: Mapping[str, int]) -> list[str]:
        return [
            f"{way} of {slug}: {seen} at the end, not {verified[slug]}"
            for (way, slug), seen in self.seen.items()
            if seen != verified[slug]
        ]

    async def _follow_once(self, slug: str) -> None:
        headers = {"Last-Event-ID": str(self._last_id)} if self._last_id else {}
        timeout = aiohttp.ClientTimeout(total=None, sock_read=30)
        address = f"/api/v1/demands/{slug}/counts/stream"
        async with self._http.get(address, headers=headers, timeout=timeout) as response:
            if response.status != 200:
                return
            event: dict[str, str] = {}
            async for line in response.content:
                name, _colon, value = line.decode().rstrip("\r\n").partition(": ")
                if name:
                    event[name] = value
                else:
                    self._note_event(slug, event)
                    event = {}

    def _note_event(self, slug: str, event: dict[str, str]) -> None:
        if event.get("event") != "counts":
            return
        self.looks["events"] += 1
        number = int(event["id"])
        if number <= self._last_id:
            self.faults.append(f"stream of {slug}: id {number} after {self._last_id}")
        self._last_id = number
        self._note_counts("stream", slug, msgspec.json.decode(event["data"]))

    def _note_poll(self, slug: str, status: int, body: bytes) -> None:
        if status == 200:
            self.looks["polls"] += 1
            self._note_counts("poll", slug, msgspec.json.decode(body))
        elif status != 503:
            self.faults.append(f"poll of {slug}: {status}")

    def _note_counts(self, way: str, slug: str, counts: dict[str, Any]) -> None:
        verified, before = counts["verified"], self.seen.get((way, slug), 0)
        if verified < before:
            self.faults.append(f"{way} of {slug}: {verified} after {before}")
        for part in ("states", "channels"):
            if sum(counts[part].values()) != verified:
                self.faults.append(f"{way} of {slug}: {part} do not add up to {verified}")
        self.seen[way, slug] = verified
