"""Plain: letters that stand side by side as they come; most names are made of nothing else."""

from collections.abc import Iterator
from functools import cache
from unicodedata import bidirectional, category

from wechoose.pdf.embedding import Embedded
from wechoose.pdf.faces import BOLD, REGULAR, Face, face
from wechoose.pdf.lines import Line, Part


class Plain:
    """Lines from two tables: a tenth of what shaping costs."""

    def __init__(self, font: Embedded) -> None:
        self._font, self._codes, self._widths = font, Codes(font), Widths(font.face)
        self._space = self._codes[ord(" ")]

    def line(self, text: str) -> Line:
        shown = f"<{text.translate(self._codes)}{self._space}>"
        return Line(sum(map(self._widths.__getitem__, text)), (Part(self._font.name, 1.0, 0.0, shown),))

    def clusters(self, text: str) -> Iterator[tuple[str, float]]:
        return zip(text, map(self._widths.__getitem__, text), strict=True)


class Codes(dict[int, str]):
    """By the number of a character, its code in a font."""

    def __init__(self, font: Embedded) -> None:
        self._font = font

    def __missing__(self, character: int) -> str:
        glyph = self._font.face.glyph(chr(character)) or 0
        code = self[character] = self._font.code(glyph, chr(character))
        return code


class Widths(dict[str, int]):
    def __init__(self, of: Face) -> None:
        self._face = of

    def __missing__(self, character: str) -> int:
        width = self[character] = self._face.advance(self._face.glyph(character) or 0)
        return width


@cache
def plain_characters() -> frozenset[str]:
    """Those of the first face that are drawn alike wherever they stand."""
    characters = map(chr, face(REGULAR).font.face.unicodes)
    return frozenset(it for it in characters if _is_plain(it))


def _is_plain(character: str) -> bool:
    return (
        (character == " " or category(character)[0] in "LNPS")
        and bidirectional(character) not in {"R", "AL", "AN"}
        and face(BOLD).glyph(character) is not None
    )
