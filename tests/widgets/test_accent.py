"""Whatever color a partner chooses, what is written in it and on it can be read."""

from random import Random

import pytest

from wechoose.widgets.accent import DAY, NIGHT, by_day, by_night, contrast, read_accent, stylesheet

CHANCE = Random(44)
EDGES = ["000000", "ffffff", "808080", "767676", "ff0000", "00ff00", "0000ff", "ffff00", "ffc61a", "17130a"]
COLORS = [*EDGES, *(f"{CHANCE.randrange(2**24):06x}" for _number in range(200))]


def color(text: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


@pytest.mark.parametrize("accent", COLORS)
def test_words_can_be_read_on_every_accent(accent: str) -> None:
    for variables in (by_day(accent), by_night(accent)):
        at = {name: color(value) for name, value in variables.items()}
        assert contrast(at["--on-hero"], at["--hero"]) >= 4.5
        assert contrast(at["--headline"], at["--hero"]) >= 4.5
        assert contrast(at["--on-action"], at["--action"]) >= 4.5
        assert contrast(at["--on-action"], at["--action-hover"]) >= 4.5
        assert contrast(at["--bar"], at["--hero"]) >= 3


@pytest.mark.parametrize("accent", COLORS)
def test_buttons_stand_out_from_what_is_around_them(accent: str) -> None:
    for variables, surfaces in ((by_day(accent), DAY), (by_night(accent), NIGHT)):
        assert all(contrast(color(variables["--action"]), surface) >= 3 for surface in surfaces)


@pytest.mark.parametrize("accent", COLORS)
def test_text_can_be_read_on_a_tint_of_the_accent(accent: str) -> None:
    for ink, muted, variables in (
        ("17130a", "5c5443", by_day(accent)),
        ("f7f1e1", "bdb39b", by_night(accent)),
    ):
        assert contrast(color(variables["--tint"]), color(ink)) >= 4.5
        assert contrast(color(variables["--tint"]), color(muted)) >= 4.5


@pytest.mark.parametrize(
    ("typed", "read"), [("0A58CA", "0a58ca"), ("#0a58ca", "0a58ca"), ("#fc0", "ffcc00"), (" fc0 ", "ffcc00")]
)
def test_a_color_may_be_written_in_the_usual_ways(typed: str, read: str) -> None:
    assert read_accent(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "red", "12345", "#12345g", "0a58ca;}", "ffff", "0a58ca0a", "١٢٣", "\x00"]
)
def test_what_is_no_color_is_ignored(typed: str) -> None:
    assert read_accent(typed) == ""


def test_a_frame_follows_the_system_or_what_its_host_says() -> None:
    assert "prefers-color-scheme" in stylesheet("0a58ca", "")
    assert "prefers-color-scheme" not in stylesheet("0a58ca", "light") + stylesheet("0a58ca", "dark")
    assert stylesheet("", "dark") == ":root{color-scheme:dark}"
    assert stylesheet("", "") == ""


def test_colors_of_the_system_are_left_alone() -> None:
    assert stylesheet("0a58ca", "").startswith("@media (forced-colors:none){:root{--accent:#0a58ca;")
