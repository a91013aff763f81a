"""Glyphs: pictures of letters and where they stand; a box with its number for a character that no face has."""

from collections.abc import Iterator
from typing import NamedTuple

from wechoose.pdf.faces import REGULAR, Face, face


class Glyph(NamedTuple):
    """Lengths are in thousandths of the text's size.

    `text` is what the glyph stands for when it is copied; `at` is where its cluster begins in the text.
    """

    face: Face
    number: int
    at: int
    text: str
    size: float
    advance: float
    right: float = 0
    up: float = 0


NOT_DEFINED = 0
# The face's own box for what it lacks, a little larger, has room for two rows of digits.
BOX, BELOW = 1.25, -110.0
DIGITS, ROWS = 0.37, (420.0, 60.0)


def box(character: str, at: int) -> Iterator[Glyph]:
    """A box with the character's number in it, in two rows, as it stands in the tables of Unicode."""
    plain = face(REGULAR)
    width = plain.advance(NOT_DEFINED) * BOX
    yield Glyph(plain, NOT_DEFINED, at, character, BOX, width, 0, BELOW)
    digits = f"{ord(character):04X}".rjust(6 if ord(character) > 0xFFFF else 4, "0")
    half = len(digits) // 2
    for up, row in zip(ROWS, (digits[:half], digits[half:]), strict=True):
        yield from _digits(plain, row, at, width, up)


def _digits(plain: Face, row: str, at: int, width: float, up: float) -> Iterator[Glyph]:
    size = DIGITS * 2 / len(row)
    glyphs = [plain.glyph(digit) or NOT_DEFINED for digit in row]
    widths = [plain.advance(glyph) * size for glyph in glyphs]
    place = -width + (width - sum(widths)) / 2
    for glyph, wide in zip(glyphs, widths, strict=True):
        yield Glyph(plain, glyph, at, "", size, 0, place, up)
        place += wide
