import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechoose.pdf.faces import UNITS
from wechoose.pdf.typesetting import Typesetter
from wechoose.pdf.units import clean
from wechoose.pdf.wrapping import WAYS, fit, line_texts, wrap

WIDTH = 100.0
NAMES = st.text(max_size=100) | st.text("WМ李ب क्षि€ -", min_size=60, max_size=100)
TYPESETTER = Typesetter()


@given(NAMES)
def test_no_name_leaves_its_column(name: str) -> None:
    cell = fit(TYPESETTER, name, WIDTH)
    assert all(line.width * cell.size <= WIDTH * UNITS + 0.01 for line in cell.lines)


@given(NAMES)
def test_no_character_of_a_name_is_lost(name: str) -> None:
    text = clean(name)
    lines = list(line_texts(TYPESETTER, text, WIDTH * UNITS / WAYS[-1][0]))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) <= WAYS[-1][1]


@pytest.mark.parametrize("letter", ["W", "李", "ب", "क्षि", "﷽", "\ue000", "👩‍👩‍👧"])
def test_a_hundred_characters_are_never_cut(letter: str) -> None:
    name = (letter * 100)[:100]
    cell = fit(TYPESETTER, name, WIDTH)
    assert cell.lines[-1] != TYPESETTER.line("…")


def test_an_ordinary_name_has_one_line_of_nine_points() -> None:
    cell = fit(TYPESETTER, "Maria Gonzalez", WIDTH)
    assert (cell.size, len(cell.lines)) == (9.0, 1)


def test_a_name_is_barely_smaller_rather_than_longer() -> None:
    cell = fit(TYPESETTER, "James Fernández-López", WIDTH)
    assert 9 * 0.86 <= cell.size < 9
    assert len(cell.lines) == 1


def test_a_long_name_breaks_between_its_words() -> None:
    texts = list(line_texts(TYPESETTER, "Maria Fernanda Schwarzenegger", WIDTH * UNITS / 9))
    assert texts == ["Maria Fernanda", "Schwarzenegger"]


def test_chinese_breaks_between_any_two_signs() -> None:
    assert [line.width for line in wrap(TYPESETTER, "李小龍李小龍", 4000)] == [4000, 2000]


def test_what_is_far_too_long_ends_in_an_ellipsis() -> None:
    cell = fit(TYPESETTER, "W" * 2000, WIDTH)
    assert len(cell.lines) == WAYS[-1][1]
    assert cell.lines[-1] == TYPESETTER.line("…")
