import io
import tracemalloc
from datetime import date
from typing import Any, cast

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject

from wechoose.pdf.document import FANOUT, Document
from wechoose.pdf.page import ARTIFACT, Page


def make(texts: list[str], bookmarks: dict[int, str] | None = None) -> bytes:
    document = Document("A list — 李", "We Choose", "es", date(2026, 11, 24))
    total = document.blank()
    pieces = [document.begin()]
    for place, text in enumerate(texts):
        page = Page(document.type).text(72, 700, text, 12).blank(72, 60, total)
        pieces.append(document.page(page, (bookmarks or {}).get(place, "")))
    document.fill(total, f"of {document.pages}", 8)
    return b"".join([*pieces, document.end()])


def read(file: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(file), strict=True)


@pytest.mark.parametrize(
    "text", ["Zoë O’Brien", "Nguyễn Thị Ánh Tuyết", "李小龍", "김민준", "Ελένη", "Владимир", "क्षत्रिय श्रीकांत"]
)
def test_text_comes_back_as_it_was(text: str) -> None:
    assert text in read(make([text])).pages[0].extract_text()


def test_a_box_is_copied_as_the_character_that_it_stands_for() -> None:
    assert "\ue0ff" in read(make(["a\ue0ffb"])).pages[0].extract_text()


@pytest.mark.parametrize("pages", [1, FANOUT, FANOUT + 1, 3 * FANOUT])
def test_every_page_is_in_the_tree(pages: int) -> None:
    reader = read(make([f"page {number}" for number in range(pages)]))
    assert len(reader.pages) == pages
    assert all(f"page {at}" in page.extract_text() for at, page in enumerate(reader.pages))
    assert f"of {pages}" in reader.pages[0].extract_text()


def test_a_document_says_what_it_is() -> None:
    reader = read(make(["a"]))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("A list — 李", "We Choose")
    assert str(reader.metadata.creation_date).startswith("2026-11-24 00:00:00")
    assert reader.root_object["/Lang"] == "es"
    assert cast("DictionaryObject", reader.root_object["/ViewerPreferences"])["/DisplayDocTitle"]


def test_bookmarks_lead_to_their_pages() -> None:
    reader = read(make(["a", "b", "c"], {0: "Letter", 2: "Firmas"}))
    outline = cast("list[Destination]", reader.outline)
    places = {it.title: reader.get_destination_page_number(it) for it in outline}
    assert places == {"Letter": 0, "Firmas": 2}


def test_the_same_pages_make_the_same_bytes_and_others_another_name() -> None:
    texts = ["محمد", "क्षत्रिय", "Ada"]
    assert make(texts) == make(texts)
    assert read(make(texts)).trailer["/ID"] != read(make([*texts, "Bea"])).trailer["/ID"]


def test_only_what_is_used_of_a_font_is_embedded() -> None:
    assert len(make(["李"])) < 10_000


def test_of_a_page_only_its_place_is_kept() -> None:
    document = Document("", "", "en", date(2026, 11, 24))
    document.begin()

    def write(pages: int) -> None:
        for _ in range(pages):
            page = Page(document.type)
            for row in range(100):
                page.text(72, 700 - row, f"Ada Smith {row}", 9)
            document.page(page)

    write(70)
    tracemalloc.start()
    write(256)
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 256 * 100


def test_who_listens_is_told_what_is_a_heading_and_what_a_paragraph() -> None:
    document = Document("", "", "en", date(2026, 11, 24))
    pieces = [document.begin()]
    for _ in range(2):
        page = Page(document.type)
        page.begin("H1").text(72, 700, "Signatures", 12).end().box(72, 690, 400, 1)
        page.begin("P").text(72, 670, "Ada", 12).end().begin(ARTIFACT).text(72, 40, "1 / 2", 8).end()
        pieces.append(document.page(page))
    reader = read(b"".join([*pieces, document.end()]))
    root = cast("Any", reader.root_object["/StructTreeRoot"])
    [whole] = [it.get_object() for it in root["/K"]]
    elements = [it.get_object() for it in whole["/K"]]
    assert [it["/S"] for it in elements] == ["/H1", "/P", "/H1", "/P"]
    numbers = root["/ParentTree"]["/Nums"]
    for place, page in enumerate(cast("Any", reader.pages)):
        assert b"/P<</MCID 1>>BDC" in page.get_contents().get_data()
        marked = numbers[2 * page["/StructParents"] + 1]
        assert [it.get_object() for it in marked] == elements[2 * place : 2 * place + 2]
        assert all(it["/Pg"].get_object() == page for it in elements[2 * place : 2 * place + 2])
