"""Typesetting: lines of text as a page draws them, in whatever script."""

from collections.abc import Iterable
from itertools import groupby

from wechoose.pdf import syntax
from wechoose.pdf.bidi import base_level
from wechoose.pdf.embedding import Add, Embedded
from wechoose.pdf.faces import BOLD, REGULAR, UNITS, Face, face
from wechoose.pdf.glyphs import Glyph
from wechoose.pdf.lines import Line, Part
from wechoose.pdf.plain import Plain, plain_characters
from wechoose.pdf.shaping import Stretch, clusters, shape
from wechoose.pdf.syntax import dictionary, number, reference
from wechoose.pdf.units import clean

# Shaped lines that are kept: what is not in plain letters comes again (cities, frequent names) or not at all.
KEPT = 1 << 12


class Typesetter:
    """The fonts of one document. What a line needs of them is noted when it is set, and embedded at the end."""

    def __init__(self) -> None:
        self._fonts: dict[str, Embedded] = {}
        self._plain = {bold: Plain(self._font(face(BOLD if bold else REGULAR))) for bold in (False, True)}
        self._kept: dict[tuple[str, bool, int | None], Line] = {}

    def line(self, text: str, bold: bool = False, base: int | None = None) -> Line:
        """`base` is the direction of the paragraph that the line is from; without one the line is a paragraph."""
        if plain_characters().issuperset(text):
            return self._plain[bold].line(text)
        key = text, bold, base
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = self._shaped(*key)
        return self._kept[key]

    def clusters(self, text: str, bold: bool = False) -> Iterable[tuple[str, float]]:
        """What must not be broken, each with its width."""
        if plain_characters().issuperset(text):
            return self._plain[bold].clusters(text)
        return clusters(list(shape(text, bold, base_level(text))))

    def write_fonts(self, add: Add) -> str:
        """Add all fonts to the document; returns the dictionary by which pages find them."""
        used = [font for font in self._fonts.values() if font.is_used]
        return dictionary(**{font.name: reference(font.write(add)) for font in used})

    def _shaped(self, text: str, bold: bool, base: int | None) -> Line:
        text = clean(text)
        stretches = list(shape(text, bold, base_level(text) if base is None else base))
        parts: list[Part] = []
        off = 0.0
        for stretch in stretches:
            drawn, off = self._parts(stretch.glyphs, off)
            parts += _said(drawn, stretch)
        width = sum(glyph.advance for stretch in stretches for glyph in stretch.glyphs)
        return Line(width, (*parts, *self._plain[bold].line("").parts))

    def _parts(self, glyphs: list[Glyph], off: float) -> tuple[list[Part], float]:
        parts = []
        for (with_face, size, up), group in groupby(glyphs, key=lambda it: (it.face, it.size, it.up)):
            font = self._font(with_face)
            shown, off = _shown(font, size, list(group), off)
            parts.append(Part(font.name, size, up / UNITS, shown))
        return parts, off

    def _font(self, with_face: Face) -> Embedded:
        if with_face.name not in self._fonts:
            self._fonts[with_face.name] = Embedded(with_face, f"F{len(self._fonts) + 1}")
        return self._fonts[with_face.name]


def _said(parts: list[Part], stretch: Stretch) -> list[Part]:
    """Where several glyphs make one sign, the text is written beside them for whoever copies or listens.

    Not from right to left: readers turn what they find there, and would turn this once too often.
    """
    if stretch.turned or all(glyph.text for glyph in stretch.glyphs):
        return parts
    first = parts[0]._replace(before=f"/Span<</ActualText {syntax.text(stretch.text)}>>BDC")
    parts = [first, *parts[1:]]
    return [*parts[:-1], parts[-1]._replace(after="\nEMC")]


def _shown(font: Embedded, size: float, glyphs: list[Glyph], off: float) -> tuple[str, float]:
    """The inside of TJ for these glyphs, when the pen is off by so much; and by how much it is off afterwards."""
    pieces: list[str] = []
    codes = ""
    for glyph in glyphs:
        off += glyph.right
        if abs(off) >= 1:
            pieces += [f"<{codes}>"] * bool(codes) + [number(-off / size)]
            codes, off = "", 0.0
        codes += font.code(glyph.number, glyph.text)
        off += glyph.advance - glyph.right - font.face.advance(glyph.number) * size
    return "".join([*pieces, f"<{codes}>"]), off
