"""Page: what is drawn on one, in points from its lower left corner."""

from typing import Self

from wechoose.pdf.faces import UNITS
from wechoose.pdf.lines import Line
from wechoose.pdf.syntax import number
from wechoose.pdf.typesetting import Typesetter

# US Letter.
WIDTH, HEIGHT = 612.0, 792.0
# What decorates a page, and what stands on every one.
ARTIFACT = "Artifact"
# From black to white.
INK, FAINT, PALE = 0.0, 0.35, 0.82


class Page:
    def __init__(self, typesetter: Typesetter) -> None:
        self.type = typesetter
        self._drawn: list[str] = []
        self._ink = INK
        self.tags: list[str] = []

    def begin(self, tag: str) -> Self:
        """What comes until `end` is read as this: a heading (H1, H2), a paragraph (P); or not at all (ARTIFACT)."""
        if tag == ARTIFACT:
            return self.draw(f"ET /{tag} BMC BT", self._ink)
        self.tags.append(tag)
        return self.draw(f"ET /{tag}<</MCID {len(self.tags) - 1}>>BDC BT", self._ink)

    def end(self) -> Self:
        return self.draw("ET EMC BT", self._ink)

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False, ink: float = INK) -> Self:
        return self.line(x, y, self.type.line(text, bold), size, ink)

    def right(self, x: float, y: float, text: str, size: float, bold: bool = False, ink: float = INK) -> Self:
        """A text that ends at x."""
        line = self.type.line(text, bold)
        return self.line(x - line.width * size / UNITS, y, line, size, ink)

    def line(self, x: float, y: float, line: Line, size: float, ink: float = INK) -> Self:
        return self.draw(f"1 0 0 1 {number(x)} {number(y)} Tm{shown(line, size)}", ink)

    def box(self, x: float, y: float, width: float, height: float, ink: float = PALE) -> Self:
        """A rectangle, which is never read."""
        return self.draw(
            f"ET /{ARTIFACT} BMC {number(x)} {number(y)} {number(width)} {number(height)} re f EMC BT", ink
        )

    def blank(self, x: float, y: float, name: str) -> Self:
        """What the document fills in later."""
        return self.draw(f"ET q 1 0 0 1 {number(x)} {number(y)} cm /{name} Do Q BT")

    def draw(self, operators: str, ink: float = INK) -> Self:
        if ink != self._ink:
            self._drawn.append(f"{number(ink)} g")
            self._ink = ink
        self._drawn.append(operators)
        return self

    def content(self) -> bytes:
        return "\n".join(["BT", *self._drawn, "ET"]).encode("ascii")


def shown(line: Line, size: float) -> str:
    """The operators that show a line where the pen stands."""
    operators, rise = "", 0.0
    for part in line.parts:
        if size * part.up != rise:
            rise = size * part.up
            operators += f" {number(rise)} Ts"
        operators += f"{part.before}/{part.font} {number(size * part.size)} Tf[{part.shown}]TJ{part.after}"
    return f"{operators} 0 Ts" if rise else operators
