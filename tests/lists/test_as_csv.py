import asyncio
import csv
import io
from collections.abc import AsyncGenerator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wechoose.base.cells import disarm
from wechoose.lists.as_csv import Table, as_csv
from wechoose.lists.signers import Signer

RUNNING = "=+-@\t\r＝＋－＠﹦﹢﹣﹫"
# What a spreadsheet may skip before it looks at a cell.
BLANK = " \u00a0\u3000\u200b\ufeff\u202e\n\v\f'\"‘’“”`"


async def test_a_list_is_a_header_and_one_row_a_signer() -> None:
    rows = await _read([Signer("María Nguyễn", "Newark", "NJ", "07102", date(2026, 11, 3))])
    assert rows == [
        ["name", "city", "state", "zip", "date"],
        ["María Nguyễn", "Newark", "NJ", "07102", "2026-11-03"],
    ]


def test_a_list_of_several_demands_names_the_demand_in_each_row_as_a_text() -> None:
    table, signer = Table(several=True), Signer("A B", "", "NJ", "", date(2026, 1, 1))
    data = table.begin()
    for title in ("=Schools", "Libraries"):
        table.section(title)
        data += table.add([signer])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][-1] == "demand"
    assert [row[-1] for row in rows[1:]] == ["'=Schools", "Libraries"]


async def test_an_empty_list_says_its_columns() -> None:
    assert await _read([]) == [["name", "city", "state", "zip", "date"]]


async def test_excel_is_told_that_the_names_are_unicode() -> None:
    assert (await _bytes([])).startswith(b"\xef\xbb\xbf")


async def test_lines_end_as_the_format_says() -> None:
    data = await _bytes([Signer("A B", "", "NJ", "", date(2026, 1, 1))])
    assert data.count(b"\r\n") == data.count(b"\n") == 2


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "O’Brien",
        "'Aisha",
        "ʻOkina Kāne",
        "李 小龍",
        "José-María",
        "Ó Súilleabháin",
        "محمد",
        "José",
        '"Bo"',
        "",
    ],
)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert disarm(name) == name


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u3000＝1",
        "\u200b=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        '"=1',
        "'=1",
        "‘=1",
        "−1",
        '=HYPERLINK("https://example.org","click")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert disarm(cell) == f"'{cell}"


@given(
    st.text(st.sampled_from(BLANK), max_size=4),
    st.sampled_from(RUNNING),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
def test_no_running_character_comes_first_whatever_stands_before_it(
    blank: str, running: str, rest: str
) -> None:
    assert disarm(blank + running + rest) == f"'{blank}{running}{rest}"


@given(st.text(st.characters(codec="utf-8"), max_size=20))
@example("\t")
@example("\x00=1")
def test_no_cell_begins_with_a_running_character(cell: str) -> None:
    assert disarm(cell)[:1] not in RUNNING or not cell
    assert disarm(cell).removeprefix("'") in (cell, cell.removeprefix("'"))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=20))
@example(",")
def test_a_name_is_one_cell_for_every_separator(name: str) -> None:
    written = asyncio.run(_bytes([Signer(name, "", "NJ", "", date(2026, 1, 1))])).decode("utf-8-sig")
    line = written.split("\r\n")[1]
    assert line.startswith('"')
    others = ',"","NJ","","2026-01-01"'
    assert line.endswith(others)
    for separator in ",;\t|":
        # A name that is a comma looks like two cells' border itself: only the others' borders are exchanged.
        told = line.removesuffix(others) + others.replace(",", separator)
        [row] = csv.reader(io.StringIO(told, newline=""), delimiter=separator)
        assert row == [disarm(name), "", "NJ", "", "2026-01-01"]


async def _bytes(signers: list[Signer]) -> bytes:
    async def batches() -> AsyncGenerator[list[Signer], None]:
        for signer in signers:
            yield [signer]

    return b"".join([chunk async for chunk in as_csv(batches())])


async def _read(signers: list[Signer]) -> list[list[str]]:
    return list(csv.reader(io.StringIO((await _bytes(signers)).decode("utf-8-sig"), newline="")))
