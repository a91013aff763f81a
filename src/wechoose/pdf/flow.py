"""Flow: texts one below the other, and on to the next page where one is full."""

from collections.abc import Callable

from wechoose.pdf.document import Document
from wechoose.pdf.faces import UNITS
from wechoose.pdf.page import HEIGHT, INK, Page
from wechoose.pdf.wrapping import wrap

TOP, BOTTOM = HEIGHT - 64, 72.0
# The lines of a text stand so much apart, in parts of its size.
LEADING = 1.42


class Flow:
    """`finish` draws what stands on every page. `y` is where the next text begins, from the bottom of the page."""

    def __init__(self, document: Document, left: float, width: float, finish: Callable[[Page], None]) -> None:
        self.left, self.width, self.y = left, width, TOP
        self.page = Page(document.type)
        self._document, self._finish = document, finish
        self._bookmark = ""
        self._pieces: list[bytes] = []

    def text(
        self,
        text: str,
        size: float,
        bold: bool = False,
        ink: float = INK,
        after: float = 0,
        tag: str = "P",
    ) -> None:
        if not text:
            return
        self.need(size * LEADING)
        self.page.begin(tag)
        for line in wrap(self._document.type, text, self.width * UNITS / size, bold):
            if not self.has(size * LEADING):
                self.page.end()
                self.turn()
                self.page.begin(tag)
            self.page.line(self.left, self.y - size, line, size, ink)
            self.y -= size * LEADING
        self.page.end()
        self.y -= after

    def has(self, height: float) -> bool:
        return self.y - height >= BOTTOM

    def need(self, height: float) -> None:
        """Go on to the next page if there is less room than this."""
        if not self.has(height):
            self.turn()

    def mark(self, title: str) -> None:
        """Set a bookmark at this page."""
        self._bookmark = self._bookmark or title

    def turn(self) -> None:
        self._finish(self.page)
        self._pieces.append(self._document.page(self.page, self._bookmark))
        self.page, self.y, self._bookmark = Page(self._document.type), TOP, ""

    def end(self) -> bytes:
        self.turn()
        return b"".join(self._pieces)
