"""Names: the pages of a PDF that hold a demand's signers, in two columns under a head that says which they are."""

from wechoose.lists.phrases import Phrases
from wechoose.lists.sheet import Section, Sheet
from wechoose.lists.signers import Signer
from wechoose.pdf.document import Document
from wechoose.pdf.faces import UNITS
from wechoose.pdf.page import ARTIFACT, FAINT, HEIGHT, INK, WIDTH, Page
from wechoose.pdf.table import Field, Table
from wechoose.pdf.wrapping import first_line, wrap

# Room for the holes of a binder on the left.
LEFT, RIGHT = 54.0, WIDTH - 40
TOP, BOTTOM, FOOT = HEIGHT - 44, 56.0, 34.0
# Between the fields of a row, and between the two columns of rows.
GAPS = (5.0, 19.0)
TITLE, NOTE, SMALL = 15.0, 9.5, 8.0
LEADING = 1.35
# Room for how many pages there are, which is drawn when nobody knows it yet.
TOTAL = 24.0


class Names:
    """The sections one after the other. Each step returns the pages that are full."""

    def __init__(self, document: Document, sheet: Sheet, phrases: Phrases, pages: str) -> None:
        self._document, self._sheet, self._phrases, self._pages = document, sheet, phrases, pages
        self._table = Table(document.type, _fields(phrases, sheet.with_state), LEFT, GAPS)

    def begin(self, section: Section) -> None:
        self._section, self._all = section, self._document.blank()
        self._rows = self._before = 0
        self._page = Page(self._document.type)
        self._table.begin(self._page, self._title(), BOTTOM)

    def add(self, batch: list[Signer]) -> bytes:
        ready: list[bytes] = []
        for signer in batch:
            cells = self._cells(signer)
            if not self._table.add(cells):
                ready.append(self._end_page())
                self._page = Page(self._document.type)
                self._table.begin(self._page, TOP - 10, BOTTOM)
                self._table.add(cells)
            self._rows += 1
        return b"".join(ready)

    def end(self) -> bytes:
        """Always a page, even without a name: that a demand has none is said."""
        self._document.fill(self._all, self._phrases.number(self._rows), NOTE, bold=True, ink=INK)
        return self._end_page()

    def _cells(self, signer: Signer) -> tuple[str, str, str, str]:
        city = signer.city
        if self._sheet.with_state and signer.state:
            city = f"{city}, {signer.state}" if city else signer.state
        return signer.name, city, signer.zip, self._phrases.day(signer.date)

    def _title(self) -> float:
        """Draws the section's title and returns where the rows may begin."""
        y = TOP
        for text, size, tag in ((self._section.title, TITLE, "H1"), (self._section.note, NOTE, "P")):
            bold = tag == "H1"
            self._page.begin(tag)
            for line in wrap(self._document.type, text, (RIGHT - LEFT) * UNITS / size, bold):
                self._page.line(LEFT, y - size, line, size)
                y -= size * LEADING
            self._page.end()
            y -= 3
        label = self._document.type.line(f"{self._phrases.signatures} ")
        self._page.begin("P").line(LEFT, y - NOTE, label, NOTE)
        self._page.blank(LEFT + label.width * NOTE / UNITS, y - NOTE, self._all).end()
        return y - NOTE - 12

    def _end_page(self) -> bytes:
        self._table.end()
        is_first = not self._before
        if not is_first:
            self._head()
        draw_foot(self._page, self._document, self._sheet, self._phrases, self._pages)
        self._before = self._rows
        return self._document.page(self._page, self._section.title if is_first else "")

    def _head(self) -> None:
        which = self._phrases.names(self._before + 1, self._rows, self._section.rows)
        line = self._document.type.line(which)
        room = RIGHT - LEFT - line.width * SMALL / UNITS - 20
        title = first_line(self._document.type, self._section.title, room * UNITS / SMALL, bold=True)
        self._page.begin(ARTIFACT).line(LEFT, TOP, title, SMALL)
        self._page.line(RIGHT - line.width * SMALL / UNITS, TOP, line, SMALL, FAINT).end()


def draw_foot(
    page: Page,
    document: Document,
    sheet: Sheet,
    phrases: Phrases,
    pages: str,
    edges: tuple[float, float] = (LEFT, RIGHT),
) -> None:
    """What the file is on the left, and on the right which page of how many."""
    left, right = edges[0], edges[1] - TOTAL
    here = document.type.line(f"{phrases.number(document.pages + 1)} / ")
    wide = here.width * SMALL / UNITS
    room = (right - wide - 20 - left) * UNITS / SMALL
    page.begin(ARTIFACT)
    page.line(left, FOOT, first_line(document.type, sheet.footer or sheet.title, room), SMALL, FAINT)
    page.line(right - wide, FOOT, here, SMALL, FAINT).blank(right, FOOT, pages)
    page.end()


def _fields(phrases: Phrases, with_state: bool) -> tuple[Field, ...]:
    city = Field(phrases.city_and_state, 80, 8, True) if with_state else Field(phrases.city, 68, 8, True)
    rest = Field(phrases.zip, 25, 8, True), Field(phrases.date, 43, 8, True)
    # Half of what the page has, less the fields' gaps.
    room = (RIGHT - LEFT - GAPS[1]) / 2 - 3 * GAPS[0] - city.width - sum(field.width for field in rest)
    return Field(phrases.name, room, 9, False), city, *rest
