"""Bars: a chart of numbers side by side, each with its name and its number in words."""

from typing import NamedTuple

from wechoose.pdf.faces import UNITS
from wechoose.pdf.flow import Flow
from wechoose.pdf.wrapping import fit

LABELS, NUMBERS, GAP = 132.0, 62.0, 8.0
SIZE, ROW, THICK, AFTER = 9.0, 17.0, 10.0, 6.0
# Drawn so that they differ in print, too, and by more than color.
PLAIN, MARKED = 0.62, 0.12
# Of anything at all something is seen.
THINNEST = 0.6


class Bar(NamedTuple):
    """`number` is the value as people read it; one that is `marked` stands out."""

    label: str
    value: float
    number: str
    marked: bool = False


def draw_bars(flow: Flow, bars: list[Bar]) -> None:
    longest = max((bar.value for bar in bars), default=0) or 1
    left, room = flow.left + LABELS + GAP, flow.width - LABELS - NUMBERS - 2 * GAP
    for bar in bars:
        cell = fit(flow.page.type, bar.label, LABELS, SIZE)
        height = max(ROW, cell.height + AFTER)
        flow.need(height)
        flow.page.begin("P")
        base = flow.y - SIZE - 1
        for line in cell.lines:
            wide = line.width * cell.size / UNITS
            flow.page.line(flow.left + LABELS - wide, base, line, cell.size)
            base -= cell.height / len(cell.lines)
        length = max(room * bar.value / longest, THINNEST if bar.value else 0)
        flow.page.text(left + length + GAP / 2, flow.y - SIZE - 1, bar.number, SIZE, bar.marked).end()
        flow.page.box(left, flow.y - THICK - 1.5, length, THICK, MARKED if bar.marked else PLAIN)
        flow.y -= height
