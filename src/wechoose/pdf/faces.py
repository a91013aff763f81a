"""Faces: the fonts that ship with us; the first one that has a character draws it."""

# HarfBuzz is compiled and tells the type checker nothing.
# pyright: reportAttributeAccessIssue=false

import sys
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz as hb

FONTS = Path(__file__).parent / "fonts"

REGULAR, BOLD, EMOJI = "NotoSans-Regular", "NotoSans-Bold", "NotoEmoji-Regular"
# fmt: off
SCRIPTS = (
    "Arabic", "Hebrew", "Armenian", "Georgian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati",
    "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer",
    "Myanmar", "Ethiopic", "Cherokee", "CanadianAboriginal", "Mongolian", "Syriac", "Thaana", "NKo",
    "Tifinagh", "Adlam", "HanifiRohingya", "Vai", "Osage", "Lisu", "OlChiki", "Javanese",
    "Balinese", "Sundanese", "Cham", "Chakma", "Lepcha", "Limbu", "MeeteiMayek", "KayahLi", "TaiLe",
    "NewTaiLue", "TaiTham", "TaiViet", "Yi",
)
# fmt: on
# Droid's stand before the signs, because names in Chinese, Japanese and Korean are more frequent than these.
OTHERS = (
    *(f"NotoSans{script}-Regular" for script in SCRIPTS),
    "NotoSerifTibetan-Regular",
    "DroidSansFallback",
    "DroidSansFallbackFull",
    EMOJI,
    "NotoSansMath-Regular",
    "NotoSansSymbols-Regular",
    "NotoSansSymbols2-Regular",
)
# Scripts that stack their signs would reach into the neighbouring rows.
SMALLER = {
    "NotoSansMyanmar-Regular": 0.86,
    "NotoSerifTibetan-Regular": 0.85,
    "NotoSansBalinese-Regular": 0.8,
    "NotoSansJavanese-Regular": 0.8,
}

# Every length of a font here is in thousandths of its size.
UNITS = 1000
NOBODY = 0xFF


class Face:
    """One font file, opened when first asked. `size` is what it is drawn at, as a part of the text's size."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.size = SMALLER.get(name, 1.0)

    @cached_property
    def font(self) -> hb.Font:
        font = hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / f"{self.name}.ttf"))))
        font.scale = (UNITS, UNITS)
        return font

    def glyph(self, character: str) -> int | None:
        return self.font.get_nominal_glyph(ord(character))

    @cache  # noqa: B019 - faces live as long as the process
    def advance(self, glyph: int) -> int:
        return self.font.get_glyph_h_advance(glyph)


@cache
def face(name: str) -> Face:
    return Face(name)


def first_with(character: str, bold: bool) -> Face | None:
    """The first face that has a character."""
    place = _index()[ord(character)]
    return (
        None
        if place == NOBODY
        else face(BOLD if bold else REGULAR)
        if place == 0
        else face(OTHERS[place - 1])
    )


@cache
def _index() -> bytes:
    """For each character the place of its first face: a megabyte, and a hundredth of what asking every face costs."""
    index = bytearray([NOBODY]) * (sys.maxunicode + 1)
    for place, each in reversed(list(enumerate(faces(bold=False)))):
        for character in each.font.face.unicodes:
            index[character] = place
    return bytes(index)


def faces(bold: bool) -> Iterator[Face]:
    """In the order in which they are asked for a character; only the first alphabets have a bold one."""
    yield face(BOLD if bold else REGULAR)
    yield from map(face, OTHERS)
