"""A site grows only where there is room for it."""

import pytest

from wechoose.base.refusals import Refusal
from wechoose.bench.growth import BYTES_EACH, BYTES_OF_A_SITE, sizes_that_fit


def room(*sizes: int) -> int:
    return sum(size * BYTES_EACH + BYTES_OF_A_SITE for size in sizes)


def test_sizes_come_once_each_from_the_smallest_on() -> None:
    said: list[str] = []
    assert sizes_that_fit((30_000, 10, 30_000), room(10, 30_000), said.append) == [10, 30_000]
    assert said == []


def test_a_size_without_room_is_left_out_and_said() -> None:
    said: list[str] = []
    assert sizes_that_fit((10, 30_000), room(10, 30_000) - 1, said.append) == [10]
    assert said == ["The disk has no room for a site of 30,000 signatures: not measured."]


def test_no_room_at_all_is_refused() -> None:
    with pytest.raises(Refusal):
        sizes_that_fit((10,), 0, lambda _sentence: None)
