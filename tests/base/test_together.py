"""Who asks at the same moment shares the work, and nobody pays for a neighbor."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from wechoose.base import together
from wechoose.base.refusals import Contended, Unavailable
from wechoose.base.together import Together


class Work:
    """Does what it is asked once it may, and remembers in which pieces it came."""

    def __init__(self) -> None:
        self.pieces: list[list[str]] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.refuses: dict[str, Exception] = {}

    async def __call__(self, items: list[str]) -> Sequence[str | Exception]:
        self.pieces.append(items)
        await self.may_go_on.wait()
        for item in items:
            if item in self.refuses:
                raise self.refuses[item]
        return [ValueError(item) if item.startswith("bad") else item.upper() for item in items]


def gather_by_itself(work: Work, most: int = 64) -> Together[str, str]:
    return Together(work, keys=lambda item: [item], most=most)


async def test_who_comes_while_others_are_served_is_served_together() -> None:
    work = Work()
    shared = gather_by_itself(work)
    work.may_go_on.clear()
    first = asyncio.create_task(shared.add("a"))
    await until(lambda: work.pieces == [["a"]])
    others = [asyncio.create_task(shared.add(item)) for item in "bcd"]
    await asyncio.sleep(0)
    work.may_go_on.set()
    assert await asyncio.gather(first, *others) == ["A", "B", "C", "D"]
    assert work.pieces == [["a"], ["b", "c", "d"]]


async def test_a_piece_of_work_is_never_larger_than_agreed() -> None:
    work = Work()
    shared = gather_by_itself(work, most=2)
    assert await asyncio.gather(*map(shared.add, "abcde")) == list("ABCDE")
    assert work.pieces == [["a", "b"], ["c", "d"], ["e"]]


async def test_two_with_one_key_never_meet_and_keep_their_order() -> None:
    work = Work()
    shared = Together(work, keys=lambda item: [item[0]])
    await asyncio.gather(*map(shared.add, ["a1", "b1", "a2", "a3", "b2"]))
    assert work.pieces == [["a1", "b1"], ["a2", "b2"], ["a3"]]


async def test_an_error_is_told_to_its_own_asker_only() -> None:
    shared = gather_by_itself(Work())
    good, bad = await asyncio.gather(shared.add("a"), shared.add("bad"), return_exceptions=True)
    assert good == "A"
    assert isinstance(bad, ValueError)


@pytest.mark.parametrize("error", [KeyError("odd"), Contended()])
async def test_one_that_breaks_the_work_does_not_fail_its_neighbors(error: Exception) -> None:
    work = Work()
    work.refuses["x"] = error
    answers = await asyncio.gather(*map(gather_by_itself(work).add, "axb"), return_exceptions=True)
    assert answers == ["A", error, "B"]


async def test_a_database_that_is_away_is_asked_once_for_all() -> None:
    work = Work()
    work.refuses["a"] = Unavailable()
    answers = await asyncio.gather(*map(gather_by_itself(work).add, "abc"), return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert len(work.pieces) == 1


async def test_who_has_left_is_not_worked_for() -> None:
    work = Work()
    shared = gather_by_itself(work)
    work.may_go_on.clear()
    first = asyncio.create_task(shared.add("a"))
    await until(lambda: bool(work.pieces))
    leaver, stayer = asyncio.create_task(shared.add("b")), asyncio.create_task(shared.add("c"))
    await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.sleep(0)
    work.may_go_on.set()
    assert await asyncio.gather(first, stayer) == ["A", "C"]
    assert work.pieces == [["a"], ["c"]]


async def test_who_would_wait_too_long_is_sent_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    shared = gather_by_itself(work)
    work.may_go_on.clear()
    first = asyncio.create_task(shared.add("a"))
    await until(lambda: bool(work.pieces))
    monkeypatch.setattr(together, "PATIENCE_SECONDS", 0.0)
    assert shared.is_full()
    with pytest.raises(Unavailable) as refused:
        await shared.add("b")
    assert refused.value.retry_after > 0
    work.may_go_on.set()
    assert await first == "A"
    assert not shared.is_full()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)
