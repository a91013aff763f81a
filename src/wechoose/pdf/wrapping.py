"""Wrapping: a text in lines of at most some width, and a cell in a size at which it fits."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wechoose.pdf.bidi import base_level
from wechoose.pdf.faces import UNITS
from wechoose.pdf.lines import Line
from wechoose.pdf.typesetting import Typesetter
from wechoose.pdf.units import can_break_after, clean

# Between words, and around the signs of scripts that have no spaces.
WORDS = re.compile(
    "[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^ \u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3]+| +"
)
MOST_LINES = 40
# How a cell may be set, the best way first: size in points, most lines. The last is for signs that are whole sentences.
WAYS = ((9.0, 2), (7.5, 3), (6.0, MOST_LINES), (3.0, MOST_LINES))
# Nobody notices this, and the cell stays one line.
BARELY_SMALLER = 0.86
# Lines of a cell stand so much apart, in parts of their size.
LEADING = 1.22
ELLIPSIS = "…"


class Cell(NamedTuple):
    size: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        return self.size * LEADING * len(self.lines)


def fit(typesetter: Typesetter, text: str, width: float, size: float = WAYS[0][0]) -> Cell:
    """A cell of this width. It is set smaller rather than long, and cut only far beyond a hundred characters."""
    line = typesetter.line(text)
    one_line = width * UNITS / (line.width or 1)
    if one_line >= size * BARELY_SMALLER:
        return Cell(min(size, one_line), (line,))
    return _wrapped(typesetter, text, width, size)


def _wrapped(typesetter: Typesetter, text: str, width: float, size: float) -> Cell:
    lines: list[Line] = []
    long = typesetter.line(text).width
    for way, most in WAYS:
        size = min(way, size)
        if long * size > width * UNITS * most and most < MOST_LINES:
            continue
        lines = wrap(typesetter, text, width * UNITS / size)
        if len(lines) <= most:
            break
    else:
        lines[MOST_LINES - 1 :] = [typesetter.line(ELLIPSIS)]
    # One sign can be wider than the cell: some are whole sentences.
    widest = max((line.width for line in lines), default=0)
    return Cell(min(size, width * UNITS / (widest or 1)), tuple(lines))


def wrap(typesetter: Typesetter, text: str, width: float, bold: bool = False) -> list[Line]:
    """The width is in thousandths of the text's size."""
    text = clean(text)
    base = base_level(text)
    return [typesetter.line(line, bold, base) for line in line_texts(typesetter, text, width, bold)]


def line_texts(typesetter: Typesetter, text: str, width: float, bold: bool = False) -> Iterator[str]:
    """The lines of a clean text, as they are read."""
    line, used = "", 0.0
    for word in WORDS.findall(text):
        wide = typesetter.line(word, bold).width
        if used + wide <= width:
            line, used = line + word, used + wide
            continue
        if line:
            yield line.rstrip()
        *full, (line, used) = [("", 0.0)] if word.isspace() else _broken(typesetter, word, width, bold)
        yield from (piece for piece, _wide in full)
    if line:
        yield line


def _broken(typesetter: Typesetter, word: str, width: float, bold: bool) -> list[tuple[str, float]]:
    """Pieces of a word that are at most so wide, or as small as can be."""
    pieces = [("", 0.0)]
    for cluster, wide in typesetter.clusters(word, bold):
        piece, used = pieces[-1]
        if piece and used + wide > width and can_break_after(piece):
            pieces.append((cluster, wide))
        else:
            pieces[-1] = piece + cluster, used + wide
    return pieces


def first_line(typesetter: Typesetter, text: str, width: float, bold: bool = False) -> Line:
    """A text in one line, cut if it must be."""
    line = typesetter.line(text, bold)
    if line.width <= width:
        return line
    ellipsis = typesetter.line(ELLIPSIS, bold).width
    head, _wide = _broken(typesetter, clean(text), width - ellipsis, bold)[0]
    return typesetter.line(head.rstrip() + ELLIPSIS, bold)
