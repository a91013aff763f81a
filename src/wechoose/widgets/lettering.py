"""Lettering: how wide words are in the fonts that come with the project, and drawing them.

Pillow's own layout rounds every letter to whole pixels and does not kern, so letters are placed one by one.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).with_name("fonts")
# Letters are measured at this size, so that a width is in thousandths of an em.
EM = 1000
NOBODY_HAS = "\U0010ffff"


class Face(msgspec.Struct, frozen=True):
    """A font with the space that its letters are moved apart, in thousandths of an em."""

    name: str
    tracking: int


STRONG = Face("Inter-ExtraBold", -30)
LABEL = Face("Inter-ExtraBold", -10)
CALM = Face("Inter-SemiBold", -8)


def writable(text: str) -> str:
    """What the fonts can write of it: an unknown letter becomes the plain one it is made of, or is left out."""
    return " ".join("".join(_known(char) for char in unicodedata.normalize("NFC", text)).split())


def width(face: Face, text: str, size: float) -> float:
    return sum(_advances(face, text)) * size / EM


def write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], face: Face, text: str, size: int, ink: int
) -> float:
    """Draw from here on this baseline; returns where the next letter would stand."""
    x, y = at
    font = _font(face.name, size)
    for char, advance in zip(text, _advances(face, text), strict=True):
        draw.text((x, y), char, fill=ink, font=font, anchor="ls")
        x += advance * size / EM
    return x


def _advances(face: Face, text: str) -> list[float]:
    pairs = zip(text, f"{text} "[1:], strict=True)
    return [
        _advance(face.name, char) + _kern(face.name, char, after) + face.tracking for char, after in pairs
    ]


@lru_cache(maxsize=4096)
def _advance(name: str, char: str) -> float:
    return _font(name, EM).getlength(char)


@lru_cache(maxsize=8192)
def _kern(name: str, char: str, after: str) -> int:
    """Letters with marks keep the distance of those without."""
    return _kerning(name).get(_base(char) + _base(after), 0)


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


@lru_cache(maxsize=4096)
def _known(char: str) -> str:
    if char.isspace() or _has(char):
        return char
    parts = unicodedata.normalize("NFKD", char)
    return "".join(part for part in parts if _has(part)) if parts != char else ""


def _has(char: str) -> bool:
    return _sample(char) != _box()


@cache
def _box() -> bytes:
    """What the font draws for what it does not know."""
    return _sample(NOBODY_HAS)


def _sample(char: str) -> bytes:
    sheet = Image.new("L", (80, 80))
    ImageDraw.Draw(sheet).text((20, 60), char, fill=255, font=_font(STRONG.name, 40), anchor="ls")
    return sheet.tobytes()


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _kerning(name: str) -> dict[str, int]:
    path = FONTS / f"{name}.kerning"
    if not path.exists():
        return {}
    rows = (line.rsplit(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {pair: int(distance) for pair, distance in rows}
