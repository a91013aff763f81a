"""Clients: a bounded number of them makes all visits; who has got a letter confirms before the next one signs."""

import asyncio
import time
from contextlib import suppress
from itertools import count

import aiohttp

from wechoose.bench.crowd.visits import Answer, Unexpected, Visit, Visitor, open_session

# Nothing signed, mailed or confirmed for so long: what is missing will not come.
SILENCE_SECONDS = 120.0
CONFIRM, SIGN = 0, 1


class Clients:
    def __init__(self, url: str, visits: list[Visit], clients: int) -> None:
        self.answers: list[Answer] = []
        self._url, self._visits, self._clients = url, visits, clients
        self._by_address = {visit.supporter.email: visit for visit in visits}
        self._due: asyncio.PriorityQueue[tuple[int, int, Visit, str]] = asyncio.PriorityQueue()
        self._numbers = count()
        self._under_way = len(visits)
        self._finishing = False
        self._ended = asyncio.Event()
        self._last_step = time.monotonic()

    async def run(self) -> None:
        """Until every visit is confirmed or has failed, or nothing happens any more."""
        for visit in self._visits:
            self._put(SIGN, visit)
        async with open_session(self._url, self._clients) as http:
            working = [asyncio.create_task(self._work(http)) for _client in range(self._clients)]
            await self._until_ended()
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    def finish(self) -> None:
        """Nobody begins any more; who has begun goes on to the end."""
        self._finishing = True

    def letter_came(self, address: str, path: str, at: float) -> None:
        """A letter to `address` with the link `path` came in; who gets two presses the first link only."""
        self._last_step = time.monotonic()
        if visit := self._by_address.get(address):
            visit.letters += 1
            if not visit.mailed_at:
                visit.mailed_at = at
                self._put(CONFIRM, visit, path)

    @property
    def progress(self) -> tuple[int, int]:
        """How many have signed and how many confirmed."""
        signed = sum(bool(visit.signed_at) for visit in self._visits)
        return signed, sum(bool(visit.confirmed_at) for visit in self._visits)

    def _put(self, what: int, visit: Visit, path: str = "") -> None:
        self._due.put_nowait((what, next(self._numbers), visit, path))

    async def _work(self, http: aiohttp.ClientSession) -> None:
        visitor = Visitor(http, self.answers)
        while True:
            what, _number, visit, path = await self._due.get()
            try:
                await self._step(visitor, what, visit, path)
            except Unexpected as error:
                visit.trouble = str(error)
            self._last_step = time.monotonic()
            self._note_end(visit)

    async def _step(self, visitor: Visitor, what: int, visit: Visit, path: str) -> None:
        if what == CONFIRM:
            await visitor.confirm(visit, path)
        elif not self._finishing:
            visit.begun_at = time.monotonic()
            await visitor.sign(visit)

    def _note_end(self, visit: Visit) -> None:
        if visit.trouble or not visit.begun_at or (visit.signed_at and visit.confirmed_at):
            self._under_way -= 1
        if self._under_way <= 0:
            self._ended.set()

    async def _until_ended(self) -> None:
        while not self._ended.is_set() and time.monotonic() - self._last_step < SILENCE_SECONDS:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 1)
