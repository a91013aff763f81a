"""An observer notes what no reader may ever see."""

import json

import aiohttp
import pytest

from wechoose.bench.crowd.observers import Observer

SLUG = "community-schools"


@pytest.fixture
async def observer() -> Observer:
    async with aiohttp.ClientSession() as http:
        return Observer(http)


def told(verified: int, states: int | None = None) -> bytes:
    channels = {"web": verified, "widget": 0, "paper": 0, "api": 0}
    return json.dumps(
        {"verified": verified, "states": {"NJ": states or verified}, "channels": channels}
    ).encode()


async def test_counts_that_rise_and_add_up_are_no_fault(observer: Observer) -> None:
    for verified in (1, 1, 5):
        observer._note_poll(SLUG, 200, told(verified))
    assert observer.faults == []


async def test_a_count_that_goes_down_is_a_fault(observer: Observer) -> None:
    observer._note_poll(SLUG, 200, told(5))
    observer._note_poll(SLUG, 200, told(4))
    assert len(observer.faults) == 1


async def test_states_that_do_not_add_up_are_a_fault(observer: Observer) -> None:
    observer._note_poll(SLUG, 200, told(5, states=4))
    assert len(observer.faults) == 1


async def test_a_stream_whose_ids_do_not_rise_is_a_fault(observer: Observer) -> None:
    for number in ("7", "7"):
        observer._note_event(SLUG, {"event": "counts", "id": number, "data": told(1).decode()})
    assert len(observer.faults) == 1


async def test_an_answer_other_than_the_counts_or_come_back_is_a_fault(observer: Observer) -> None:
    observer._note_poll(SLUG, 503, b"")
    observer._note_poll(SLUG, 500, b"")
    assert len(observer.faults) == 1


async def test_a_count_that_never_arrives_is_a_fault(observer: Observer) -> None:
    observer._note_poll(SLUG, 200, told(4))
    await observer.settle({SLUG: 5}, looks=1)
    assert len(observer.faults) == 1
