"""Page: what is drawn on one, in points from its lower left corner."""

from typing import Self

from wechoose.pdf.syntax import number
from wechoose.pdf.typesetting import Line, Typesetter

# From black to white.
INK, FAINT, PALE = 0.0, 0.38, 0.8


class Page:
    SMALL = 8.0

    def __init__(self, typesetter: Typesetter) -> None:
        self.type = typesetter
        self._drawn: list[str] = []
        self._font, self._ink = "", INK

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False, ink: float = INK) -> Self:
        return self.line(x, y, self.type.line(text, bold), size, ink)

    def right(self, x: float, y: float, text: str, size: float, bold: bool = False, ink: float = INK) -> Self:
        """A text that ends at x."""
        line = self.type.line(text, bold)
        return self.line(x - line.width * size / 1000, y, line, size, ink)

    def line(self, x: float, y: float, line: Line, size: float, ink: float = INK) -> Self:
        self._dip(ink)
        self._drawn.append(f"1 0 0 1 {number(x)} {number(y)} Tm")
        rise = 0.0
        for part in line.parts:
            font = f"/{part.font} {number(size * part.size)} Tf"
            up = size * part.up
            if font != self._font:
                self._drawn.append(font)
                self._font = font
            if up != rise:
                self._drawn.append(f"{number(up)} Ts")
                rise = up
            self._drawn.append(f"{part.before}[{part.shown}]TJ{part.after}")
        if rise:
            self._drawn.append("0 Ts")
        return self

    def rule(self, x: float, y: float, width: float, thickness: float = 0.5, ink: float = PALE) -> Self:
        return self.box(x, y, width, thickness, ink)

    def box(self, x: float, y: float, width: float, height: float, ink: float) -> Self:
        self._dip(ink)
        self._drawn.append(f"ET {number(x)} {number(y)} {number(width)} {number(height)} re f BT")
        return self

    def total(self, x: float, y: float) -> Self:
        """How many pages the document has, which is known only later."""
        self._drawn.append(f"ET q 1 0 0 1 {number(x)} {number(y)} cm /Total Do Q BT")
        return self

    def content(self) -> bytes:
        return "\n".join(["BT", *self._drawn, "ET"]).encode("ascii")

    def _dip(self, ink: float) -> None:
        if ink != self._ink:
            self._drawn.append(f"{number(ink)} g")
            self._ink = ink
