"""Letter: the pages before the names: what the campaign asks of an official, and how many ask it."""

from collections.abc import Callable

from wechoose.lists.phrases import Phrases
from wechoose.lists.sheet import Chart, Count, Sheet
from wechoose.pdf import bars
from wechoose.pdf.document import Document
from wechoose.pdf.flow import Flow
from wechoose.pdf.page import FAINT, INK, PALE, WIDTH, Page

LEFT = 72.0
EDGES = LEFT, WIDTH - LEFT
ROOM = WIDTH - 2 * LEFT
NAME, TEXT, SMALL, HEADING, SUBHEADING = 15.0, 10.5, 9.0, 15.0, 11.0
COUNT, ROW = 12.0, 22.0


def write_letter(document: Document, sheet: Sheet, phrases: Phrases, finish: Callable[[Page], None]) -> bytes:
    """The letter's pages and then those of the numbers, where there are such."""
    ready = b""
    if sheet.paragraphs:
        flow = Flow(document, LEFT, ROOM, finish)
        flow.mark(sheet.title)
        _letter(flow, sheet)
        ready += flow.end()
    if sheet.counts or sheet.charts:
        flow = Flow(document, LEFT, ROOM, finish)
        flow.mark(sheet.numbers_title or sheet.title)
        _numbers(flow, sheet, phrases)
        ready += flow.end()
    return ready


def _letter(flow: Flow, sheet: Sheet) -> None:
    for place, line in enumerate(sheet.letterhead):
        flow.text(line, SMALL if place else NAME, bold=not place, ink=FAINT if place else INK)
    flow.page.box(LEFT, flow.y - 6, ROOM, 0.6, PALE)
    flow.y -= 34
    flow.text(sheet.date_text, TEXT, after=20)
    _lines(flow, sheet.addressee)
    flow.y -= 20
    flow.text(sheet.subject, TEXT, bold=True, after=9, tag="H1")
    for paragraph in (sheet.salutation, *sheet.paragraphs):
        flow.text(paragraph, TEXT, after=9)
    # A name alone on a page would look like a mistake.
    flow.need(min(len(sheet.closing) * 16, 160))
    flow.y -= 6
    _lines(flow, sheet.closing)


def _lines(flow: Flow, lines: tuple[str, ...]) -> None:
    """Lines as they are; an empty one leaves room."""
    for line in lines:
        if line:
            flow.text(line, TEXT)
        else:
            flow.y -= TEXT * 1.4


def _numbers(flow: Flow, sheet: Sheet, phrases: Phrases) -> None:
    flow.text(sheet.numbers_title, HEADING, bold=True, after=12, tag="H1")
    for count in sheet.counts:
        _count(flow, count, phrases)
    for chart in sheet.charts:
        _chart(flow, chart, phrases)


def _count(flow: Flow, count: Count, phrases: Phrases) -> None:
    flow.need(2 * ROW)
    base = flow.y - COUNT
    flow.width = ROOM - 90
    flow.text(count.label, TEXT)
    flow.width = ROOM
    flow.page.begin("P").right(LEFT + ROOM, base, phrases.number(count.number), COUNT, bold=True).end()
    flow.page.box(LEFT, flow.y - 3, ROOM, 0.4, PALE)
    flow.y -= 8


def _chart(flow: Flow, chart: Chart, phrases: Phrases) -> None:
    flow.need(4 * bars.ROW + 40)
    flow.y -= 20
    flow.text(chart.title, SUBHEADING, bold=True, after=6, tag="H2")
    bars.draw_bars(
        flow, [bars.Bar(bar.label, bar.value, phrases.number(bar.value), bar.marked) for bar in chart.bars]
    )
    if chart.note:
        flow.y -= 4
        flow.text(chart.note, SMALL, ink=FAINT)
