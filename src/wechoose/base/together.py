"""Together: what is asked for at the same moment is done in one piece of work, and each asker told of their own."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from wechoose.base.refusals import Contended, Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")

# Who would wait longer than this is asked to come back, at once; who has waited for longer is not begun with.
PATIENCE_SECONDS = 2.0
RETRY_SECONDS = 3


class Together(Generic[Item, Result]):
    """Gathers items while earlier ones are under way, so that a crowd shares the cost of a commit.

    `act` takes up to `most` items and returns a result for each, in order; an exception among them is raised to its
    own asker. When `act` itself raises, every item is tried alone: a bad one must not fail its neighbors. Two items
    that share one of their `keys` never meet in the same piece of work. `lanes` pieces may be under way at once.
    """

    def __init__(
        self,
        act: Callable[[list[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        keys: Callable[[Item], Iterable[Hashable]],
        most: int = 64,
        lanes: int = 1,
    ) -> None:
        self._act, self._keys, self._most, self._lanes = act, keys, most, lanes
        self._waiting: deque[_Asked[Item, Result]] = deque()
        self._began: dict[asyncio.Task[None], float] = {}
        self._seconds = 0.0

    async def add(self, item: Item) -> Result:
        """The item's own result; raises Unavailable, before anything is begun, when its turn would come too late."""
        if self.is_full():
            raise Unavailable(retry_after=RETRY_SECONDS)
        asked: _Asked[Item, Result] = _Asked(item)
        self._waiting.append(asked)
        if len(self._began) < self._lanes:
            self._began[asyncio.create_task(self._work())] = time.monotonic()
        return await asked.answer

    def is_full(self) -> bool:
        """Whether those who wait already need more time than anybody has patience for."""
        now = time.monotonic()
        stuck = now - min(self._began.values(), default=now)
        turns = len(self._waiting) / self._most / self._lanes
        return max(turns, 1) * stuck + turns * self._seconds > PATIENCE_SECONDS

    async def _work(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            while batch := self._take():
                began = self._began[task] = time.monotonic()
                await self._do(batch)
                self._seconds += (time.monotonic() - began - self._seconds) / 4
        finally:
            # At once, not when the loop comes to it: whoever asks in between would count on this lane.
            del self._began[task]

    def _take(self) -> list["_Asked[Item, Result]"]:
        """The next ones in turn; who has left is skipped, who has the same key as somebody before waits."""
        batch: list[_Asked[Item, Result]] = []
        seen: set[Hashable] = set()
        later: list[_Asked[Item, Result]] = []
        oldest = time.monotonic() - 2 * PATIENCE_SECONDS
        while self._waiting and len(batch) < self._most:
            asked = self._waiting.popleft()
            if asked.answer.done():
                continue
            if asked.since < oldest:
                asked.answer.set_exception(Unavailable(retry_after=RETRY_SECONDS))
                continue
            keys = set(self._keys(asked.item))
            (batch if keys.isdisjoint(seen) else later).append(asked)
            seen |= keys
        self._waiting.extendleft(reversed(later))
        return batch

    async def _do(self, batch: list["_Asked[Item, Result]"]) -> None:
        try:
            results = await self._act([asked.item for asked in batch])
        except Exception as error:
            if len(batch) == 1 or _is_away(error):
                results = [error] * len(batch)
            else:
                for asked in batch:
                    await self._do([asked])
                return
        for asked, result in zip(batch, results, strict=True):
            asked.tell(result)


class _Asked(Generic[Item, Result]):
    __slots__ = ("answer", "item", "since")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self.since = time.monotonic()

    def tell(self, result: Result | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(result, Exception):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)


def _is_away(error: Exception) -> bool:
    """A database that is away is away for each of them; one that refuses this work may take part of it."""
    return isinstance(error, Unavailable) and not isinstance(error, Contended)
