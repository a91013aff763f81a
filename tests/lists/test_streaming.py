import asyncio
from collections.abc import AsyncGenerator

import pytest

from wechoose.lists.streaming import ITEMS_AHEAD, ahead


class Broken(Exception):
    pass


async def test_a_stream_is_what_was_put_in() -> None:
    chunks = [bytes([number]) for number in range(50)]
    assert [chunk async for chunk in ahead(_given(chunks))] == chunks


async def test_a_stream_that_breaks_says_so_at_its_end() -> None:
    for length in (0, 1, ITEMS_AHEAD, ITEMS_AHEAD + 1, 50):
        with pytest.raises(Broken):
            async for _chunk in ahead(_given([b"x"] * length, Broken())):
                pass


async def test_a_client_that_stalls_is_given_up() -> None:
    closed = []
    taken = ahead(_given([b"x"] * 50, closed=closed), patience=0.05)
    await anext(taken)
    while not closed:
        await _turn()
    with pytest.raises(TimeoutError):
        async for _chunk in taken:
            pass


async def test_a_client_that_hangs_up_stops_the_making() -> None:
    closed = []
    taken = ahead(_given([b"x"] * 50, closed=closed))
    await anext(taken)
    await taken.aclose()
    while not closed:
        await _turn()
    assert closed == ["closed"]


async def _given(
    chunks: list[bytes], error: Exception | None = None, closed: list[str] | None = None
) -> AsyncGenerator[bytes, None]:
    try:
        for chunk in chunks:
            yield chunk
        if error:
            raise error
    finally:
        if closed is not None:
            closed.append("closed")


async def _turn() -> None:
    """Lets the others on the event loop go on."""
    await asyncio.sleep(0)
