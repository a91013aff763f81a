"""Table: rows in two columns side by side, as many as fit on a page."""

from collections.abc import Sequence
from typing import NamedTuple

from wechoose.pdf.page import ARTIFACT, FAINT, PALE, Page, shown
from wechoose.pdf.syntax import number
from wechoose.pdf.typesetting import Typesetter
from wechoose.pdf.wrapping import LEADING, fit

ROW, BASE = 11.6, 8.7
HEAD, HEAD_SIZE = 14.0, 7.0
THIN = 0.25
# Cells that are kept as they were set: cities, dates and ZIP codes come again and again.
KEPT = 1 << 14


class Field(NamedTuple):
    """A field of every row; `comes_again` is said of one whose texts are few."""

    title: str
    width: float
    size: float
    comes_again: bool


class SetCell(NamedTuple):
    """A cell's lines, each as operators, and how far they stand apart."""

    lines: tuple[str, ...]
    leading: float


class Table:
    """The columns of one page after the other. A row that does not fit any more is refused, and the page is full."""

    def __init__(
        self, typesetter: Typesetter, fields: Sequence[Field], left: float, gaps: tuple[float, float]
    ) -> None:
        self._type, self._fields = typesetter, fields
        self._gap, between = gaps
        self.width = sum(field.width for field in fields) + self._gap * (len(fields) - 1)
        self._lefts = (left, left + self.width + between)
        self._kept: dict[tuple[int, str], SetCell] = {}

    def begin(self, page: Page, top: float, bottom: float) -> None:
        self._page, self._top, self._bottom = page, top - HEAD, bottom
        self._rules: list[str] = []
        self._begin_column(0)

    def add(self, cells: Sequence[str]) -> bool:
        laid = [self._set(place, text) for place, text in enumerate(cells)]
        height = ROW + max([(len(cell.lines) - 1) * cell.leading for cell in laid])
        if self._y - height < self._bottom:
            if self._column + 1 == len(self._lefts):
                return False
            self._page.end()
            self._begin_column(self._column + 1)
        self._draw(laid)
        self._y -= height
        self._rules.append(f"{self._rule} {number(self._y)} {self._long} {THIN} re")
        return True

    def end(self) -> None:
        """Draw what is drawn together."""
        self._page.end()
        if self._rules:
            self._page.draw(f"ET /{ARTIFACT} BMC {' '.join(self._rules)} f EMC BT", PALE)

    def _begin_column(self, column: int) -> None:
        self._column, self._y = column, self._top
        left = self._lefts[column]
        self._page.begin("P")
        self._places = []
        for field in self._fields:
            self._page.text(left, self._top + 4, field.title, HEAD_SIZE, bold=True, ink=FAINT)
            self._places.append(number(left))
            left += field.width + self._gap
        self._rule, self._long = number(self._lefts[column]), number(self.width)
        self._rules.append(f"{self._rule} {number(self._top)} {self._long} 0.6 re")

    def _draw(self, laid: list[SetCell]) -> None:
        base = self._y - BASE
        first = number(base)
        for x, (lines, leading) in zip(self._places, laid, strict=True):
            self._page.draw(f"1 0 0 1 {x} {first} Tm{lines[0]}")
            for place, line in enumerate(lines[1:], 1):
                self._page.draw(f"1 0 0 1 {x} {number(base - place * leading)} Tm{line}")

    def _set(self, place: int, text: str) -> SetCell:
        field = self._fields[place]
        if not field.comes_again:
            return self._fresh(field, text)
        known = self._kept.get((place, text))
        if known is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            known = self._kept[place, text] = self._fresh(field, text)
        return known

    def _fresh(self, field: Field, text: str) -> SetCell:
        size, lines = fit(self._type, text, field.width, field.size)
        return SetCell(tuple([shown(line, size) for line in lines]), size * LEADING)
