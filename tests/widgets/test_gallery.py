"""A card is drawn once for everybody who sees the same, and not again for every signature."""

import asyncio
import threading

import msgspec
import pytest

from tests.widgets.test_card import LOOK, look
from wechoose.base.refusals import Unavailable
from wechoose.widgets.card import Look
from wechoose.widgets.gallery import MOST_KEPT, MOST_WAITING, Gallery


class BrokenEasel(Exception):
    pass


class Painter:
    """Notes what it was asked to draw; like the real one, it works in a thread."""

    def __init__(self) -> None:
        self.drawn: list[Look] = []
        self.threads: set[int] = set()
        self.breaks = False

    def __call__(self, asked: Look) -> bytes:
        self.drawn.append(asked)
        self.threads.add(threading.get_ident())
        if self.breaks:
            raise BrokenEasel
        return msgspec.json.encode(asked)


@pytest.fixture
def painter() -> Painter:
    return Painter()


async def test_who_asks_at_the_same_moment_shares_one_drawing(painter: Painter) -> None:
    gallery = Gallery(painter)
    pictures = await asyncio.gather(*(gallery.show("key", LOOK) for _ask in range(50)))
    assert len({id(picture) for picture in pictures}) == 1
    assert len(painter.drawn) == 1
    assert threading.get_ident() not in painter.threads


async def test_the_same_count_is_never_drawn_twice(painter: Painter) -> None:
    gallery = Gallery(painter, rest_seconds=0)
    first, again = await gallery.show("key", LOOK), await gallery.show("key", look())
    assert first is again
    assert len(painter.drawn) == 1


async def test_a_count_that_runs_ahead_of_the_painter_makes_no_queue(painter: Painter) -> None:
    """Each drawing takes longer than a card may rest: a crowd signs, and somebody asks for all cards there are."""
    gallery = Gallery(painter, rest_seconds=0)
    counts = [look(count=str(count)) for count in range(20)]
    pictures = await asyncio.gather(*(gallery.show("key", each) for each in counts))
    assert len({id(picture) for picture in pictures}) == 1
    assert len(painter.drawn) == 1
    await gallery.show("key", look(count="20"))
    assert len(painter.drawn) == 2


async def test_who_asks_for_all_cards_there_are_waits_for_a_few_and_is_sent_away(painter: Painter) -> None:
    """A drawing takes thousands of times as long as to ask for one; there are some thousand cards."""
    gallery = Gallery(painter)
    asked = [gallery.show(number, LOOK) for number in range(MOST_WAITING + 5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(each, Unavailable) for each in answers] == [False] * MOST_WAITING + [True] * 5
    assert (await gallery.show(MOST_WAITING, LOOK)).png


async def test_a_card_that_was_drawn_is_shown_as_it_was_while_too_many_wait(painter: Painter) -> None:
    gallery = Gallery(painter, rest_seconds=0)
    old = await gallery.show("key", LOOK)
    waiting = [asyncio.create_task(gallery.show(number, LOOK)) for number in range(MOST_WAITING)]
    await asyncio.sleep(0)
    assert await gallery.show("key", look(count="2,137")) is old
    await asyncio.gather(*waiting)
    assert await gallery.show("key", look(count="2,137")) is not old


async def test_a_changed_count_is_drawn_when_the_last_drawing_is_some_seconds_old(painter: Painter) -> None:
    running = look(count="2,137", part=0.03)
    resting, quick = Gallery(painter, rest_seconds=3600), Gallery(painter, rest_seconds=0)
    assert await resting.show("key", LOOK) is await resting.show("key", running)
    assert await quick.show("key", LOOK) != await quick.show("key", running)


async def test_changed_words_are_drawn_at_once(painter: Painter) -> None:
    gallery = Gallery(painter, rest_seconds=3600)
    await gallery.show("key", LOOK)
    await gallery.show("key", look(title="Another title"))
    assert [drawn.title for drawn in painter.drawn] == [LOOK.title, "Another title"]


async def test_only_so_many_cards_are_kept(painter: Painter) -> None:
    gallery = Gallery(painter)
    for number in range(MOST_KEPT + 1):
        await gallery.show(number, LOOK)
    await gallery.show(MOST_KEPT, LOOK)
    assert len(painter.drawn) == MOST_KEPT + 1
    await gallery.show(0, LOOK)
    assert len(painter.drawn) == MOST_KEPT + 2


async def test_a_drawing_that_failed_is_tried_again(painter: Painter) -> None:
    gallery = Gallery(painter)
    painter.breaks = True
    with pytest.raises(BrokenEasel):
        await gallery.show("key", LOOK)
    painter.breaks = False
    assert (await gallery.show("key", LOOK)).png


async def test_who_leaves_does_not_stop_a_drawing_that_others_wait_for(painter: Painter) -> None:
    gallery = Gallery(painter)
    leaves, stays = (asyncio.create_task(gallery.show("key", LOOK)) for _ask in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    assert (await stays).png
    assert len(painter.drawn) == 1
