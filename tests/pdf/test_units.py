import pytest

from wechoose.pdf.units import clean, units


def test_one_letter_has_one_spelling() -> None:
    assert clean("Jose\u0301") == "José"
    assert clean("\u1112\u1161\u11ab") == "한"


def test_a_name_keeps_the_ideograph_that_its_bearer_writes() -> None:
    assert clean("\ufa19田") == "\ufa19田"


@pytest.mark.parametrize("control", ["\t", "\n", "\x00", "\x7f", "\x9b", "\u2028"])
def test_control_characters_are_spaces(control: str) -> None:
    assert clean(f"Ada{control}Smith") == "Ada Smith"


def test_nobody_turns_a_page_around() -> None:
    assert clean("\u202eAda\u2066 \u200fSmith\u2069") == "Ada Smith"


@pytest.mark.parametrize("together", ["é\u0323", "कि", "👩‍👩‍👧", "👋🏽", "❤\ufe0f", "ม์"])
def test_what_belongs_together_is_one_unit(together: str) -> None:
    assert units(f"a{together}b") == ["a", together, "b"]


def test_a_pile_of_marks_does_not_grow_over_the_neighbors() -> None:
    pieces = units("a" + "\u0301" * 9)
    assert pieces[0] == "a\u0301\u0301"
    assert pieces[1:] == ["\u0301"] * 7
