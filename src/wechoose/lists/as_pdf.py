"""As PDF: a letter, its numbers, and names in every script, written page after page."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from wechoose.lists import letter
from wechoose.lists.names import SMALL, Names, draw_foot
from wechoose.lists.phrases import Phrases
from wechoose.lists.sheet import Sheet
from wechoose.lists.signers import Signer
from wechoose.pdf.document import Document
from wechoose.pdf.page import Page


async def as_pdf(sheet: Sheet, batches: AsyncGenerator[list[Signer], None]) -> AsyncGenerator[bytes, None]:
    """A list of one section."""
    packet = Packet(sheet)
    async with aclosing(batches):
        yield packet.begin() + packet.section(0)
        async for batch in batches:
            yield packet.add(batch)
        yield packet.end()


class Packet:
    """A PDF being written: `begin`, for each section `section` and then `add` as often as there are signers, `end`.

    Each step returns the bytes that are ready, and keeps none. The same sheet and signers make the same bytes.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._phrases = sheet, Phrases(sheet.language)
        self._document = Document(sheet.title, sheet.author, sheet.language, sheet.made_on)
        self._pages = self._document.blank()
        self._names = Names(self._document, sheet, self._phrases, self._pages)
        self._is_open = False

    @property
    def pages(self) -> int:
        """How many are written so far."""
        return self._document.pages

    def begin(self) -> bytes:
        return self._document.begin() + letter.write_letter(
            self._document, self._sheet, self._phrases, self._foot
        )

    def section(self, place: int) -> bytes:
        """Begin a section of the sheet, by its place."""
        ready = self._end_section()
        self._names.begin(self._sheet.sections[place])
        self._is_open = True
        return ready

    def add(self, batch: list[Signer]) -> bytes:
        return self._names.add(batch)

    def end(self) -> bytes:
        ready = self._end_section()
        self._document.fill(self._pages, self._phrases.number(self._document.pages), SMALL)
        return ready + self._document.end()

    def _end_section(self) -> bytes:
        ready = self._names.end() if self._is_open else b""
        self._is_open = False
        return ready

    def _foot(self, page: Page) -> None:
        draw_foot(page, self._document, self._sheet, self._phrases, self._pages, letter.EDGES)
