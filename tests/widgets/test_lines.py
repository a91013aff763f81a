"""Lines break where people would break them, and never leave their room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechoose.widgets.lettering import STRONG, width
from wechoose.widgets.lines import fit, shorten, wrap

ROOM, HIGH, SIZES = 1072, 226, range(100, 38, -4)


@given(st.text(max_size=200))
def test_no_words_leave_their_room(text: str) -> None:
    size, lines = fit(STRONG, text, SIZES, ROOM, HIGH, 1.04)
    assert len(lines) * size * 1.04 <= HIGH
    assert all(width(STRONG, line, size) <= ROOM for line in lines)


def test_nothing_is_lost_while_there_is_room() -> None:
    title = ("Every school needs a nurse " * 8)[:200]
    _size, lines = fit(STRONG, title, SIZES, ROOM, HIGH, 1.04)
    assert " ".join(lines) == " ".join(title.split())


def test_lines_are_as_even_as_can_be() -> None:
    size, lines = fit(STRONG, "Bring restorative justice to every school", SIZES, ROOM, HIGH, 1.04)
    widths = [width(STRONG, line, size) for line in lines]
    assert min(widths) > max(widths) / 2


@pytest.mark.parametrize(
    "title", ["Deinstitutionalization now", "Stop counterrevolutionarydeinstitutionalization"]
)
def test_a_word_that_has_room_is_not_broken(title: str) -> None:
    _size, lines = fit(STRONG, title, SIZES, ROOM, HIGH, 1.04)
    assert " ".join(lines) == title


def test_a_word_wider_than_a_line_is_broken() -> None:
    lines = wrap(STRONG, "W" * 100, 60, ROOM)
    assert len(lines) > 1
    assert "".join(lines) == "W" * 100


@pytest.mark.parametrize("wide", [0, 10, 300])
def test_what_is_cut_off_says_so(wide: int) -> None:
    assert shorten(STRONG, "We Choose our schools", 60, wide).endswith("…")
    assert shorten(STRONG, "We", 60, 300) == "We"
