import io
import re
import zipfile
from collections.abc import AsyncGenerator
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from wechoose.lists import as_xlsx as module
from wechoose.lists.as_xlsx import Book, as_xlsx
from wechoose.lists.signers import Signer

DAY = date(2026, 11, 3)


async def test_a_workbook_has_the_columns_of_the_other_lists_with_real_days() -> None:
    [title, row] = _rows(await _read([Signer("María Nguyễn", "Newark", "NJ", "07102", DAY)]))
    assert title == ["name", "city", "state", "zip", "date"]
    assert row == ["María Nguyễn", "Newark", "NJ", "07102", datetime(2026, 11, 3)]


async def test_an_empty_list_says_its_columns() -> None:
    assert _rows(await _read([])) == [["name", "city", "state", "zip", "date"]]


async def test_the_header_stays_in_sight_and_every_column_is_wide_enough_to_read() -> None:
    sheet = (await _read([])).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].width for letter in "ABCDE"] == [36, 24, 8, 10, 12]


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "＝1+1",
        '=HYPERLINK("https://example.org","click")',
        "=cmd|' /C calc'!A0",
        "https://example.org",
        "07102",
        "<b>&amp;</b>",
        "محمد علي",
        "李 小龍",
        "😀 👩‍👩‍👧",
        " between blanks ",
        "n" * 100 + " " + "n" * 100,
        "TRUE",
    ],
)
async def test_a_name_is_a_text_as_it_is_and_stays_one_when_edited(name: str) -> None:
    sheet = (await _read([Signer(name, "Newark", "NJ", "07102", DAY)])).worksheets[0]
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.number_format, cell.hyperlink) == (name, "s", "@", None)


async def test_nothing_in_a_workbook_runs_or_leads_anywhere() -> None:
    data = await _bytes([Signer("=1+1", "", "NJ", "", DAY)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [
        name for name in texts if "xl" not in name and name not in ("_rels/.rels", "[Content_Types].xml")
    ]
    assert not re.search(r"<f[ >]|hyperlink|External|macro|vba", "".join(texts.values()))


@pytest.mark.parametrize(
    ("name", "written"),
    [("a\x00b", "a_x0000_b"), ("a\rb", "a_x000D_b"), ("_x0041_", "_x005F_x0041_"), ("a\uffffb", "a_xFFFF_b")],
)
async def test_what_the_format_can_not_hold_is_written_its_way(name: str, written: str) -> None:
    assert _rows(await _read([Signer(name, "", "NJ", "", DAY)]))[1][0] == written


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"], exclude_characters="_"), max_size=50
    )
)
def test_any_name_comes_back(name: str) -> None:
    book = Book()
    data = book.begin() + book.add([Signer(name, "", "NJ", "", DAY)]) + book.end()
    assert (_rows(load_workbook(io.BytesIO(data)))[1][0] or "") == name


async def test_signers_beyond_what_a_sheet_holds_go_on_further_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 4)
    book = await _read([Signer(f"Ada{number}", "", "NJ", "", DAY) for number in range(7)], at_once=5)
    assert book.sheetnames == ["Signers 1", "Signers 2", "Signers 3"]
    names = [[row[0] for row in _rows(book, number)] for number in range(3)]
    assert names == [
        ["name", "Ada0", "Ada1", "Ada2"],
        ["name", "Ada3", "Ada4", "Ada5"],
        ["name", "Ada6"],
    ]


async def test_a_list_that_just_fits_has_one_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 4)
    assert (await _read([Signer("Ada", "", "NJ", "", DAY)] * 3)).sheetnames == ["Signers 1"]


def test_a_workbook_of_several_demands_names_the_demand_in_each_row() -> None:
    book, signer = Book(several=True), Signer("A B", "Newark", "NJ", "07102", date(2026, 1, 1))
    data = book.begin()
    for title in ("Schools & trains", "Libraries"):
        book.section(title)
        data += book.add([signer])
    rows = _rows(load_workbook(io.BytesIO(data + book.end())))
    assert rows[0][-1] == "demand"
    assert [row[-1] for row in rows[1:]] == ["Schools & trains", "Libraries"]


async def test_the_same_list_has_the_same_bytes_whenever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    signers = [Signer("A B", "Newark", "NJ", "07102", date(2026, 1, 1))]
    first = await _bytes(signers)
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    assert await _bytes(signers) == first


async def _bytes(signers: list[Signer], at_once: int = 1) -> bytes:
    async def batches() -> AsyncGenerator[list[Signer], None]:
        for first in range(0, len(signers), at_once):
            yield signers[first : first + at_once]

    return b"".join([chunk async for chunk in as_xlsx(batches())])


async def _read(signers: list[Signer], at_once: int = 1) -> Workbook:
    return load_workbook(io.BytesIO(await _bytes(signers, at_once)))


def _rows(book: Workbook, number: int = 0) -> list[list]:
    return [[cell.value for cell in row] for row in book.worksheets[number].iter_rows()]
