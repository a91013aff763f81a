import pytest

from wechoose.pdf.bidi import base_level, visual_runs


def on_paper(text: str) -> str:
    runs = visual_runs(text, base_level(text))
    return "".join(text[a:b][::-1] if level % 2 else text[a:b] for a, b, level in runs)


@pytest.mark.parametrize(
    ("read", "seen"),
    [
        ("Ada Smith", "Ada Smith"),
        ("אבג", "גבא"),
        ("אבג דה", "הד גבא"),
        ("Ada אבג Smith", "Ada גבא Smith"),
        ("אבג Ada Smith", "Ada Smith גבא"),
        ("Ada אבג, דה Smith", "Ada הד ,גבא Smith"),
    ],
)
def test_each_script_keeps_its_own_direction(read: str, seen: str) -> None:
    assert on_paper(read) == seen


@pytest.mark.parametrize(
    ("read", "seen"),
    [
        ("אבג 123", "123 גבא"),
        ("אבג 1,234.5", "1,234.5 גבא"),
        ("عب ١٢٣", "١٢٣ بع"),
        ("אבג 12-34", "12-34 גבא"),
    ],
)
def test_digits_are_always_read_from_left_to_right(read: str, seen: str) -> None:
    assert on_paper(read) == seen


def test_a_pair_of_brackets_stays_with_what_it_encloses() -> None:
    runs = visual_runs("אבג (Ada) דה", 1)
    assert ["אבג (Ada) דה"[a:b] for a, b, _level in runs] == [") דה", "Ada", "אבג ("]


def test_the_first_letter_says_where_a_line_begins() -> None:
    assert base_level("123 (אבג) Ada") == 1
    assert base_level("123 (Ada) אבג") == 0
    assert base_level("123") == 0
