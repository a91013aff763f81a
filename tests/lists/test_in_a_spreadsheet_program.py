"""Lists opened by a real spreadsheet program, which must show every cell as it is and run none."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import AsyncGenerator, Iterator
from datetime import date
from pathlib import Path

import pytest

from wechoose.lists.as_csv import as_csv
from wechoose.lists.as_xlsx import as_xlsx
from wechoose.lists.signers import Signer

SOFFICE = shutil.which("soffice")
# Comma, double quote, UTF-8, first line 1, no special columns, English, quoted cells are not texts by themselves,
# look for numbers and days, and, last but for two, run what looks like a formula: the most careless way to open it.
CARELESSLY = "CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NAMES = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("https://example.org";"here")',
    "=cmd|' /C calc'!A0",
    '"=1+1',
    "Nguyễn Thị Minh Khai",
    "محمد علي",
    "李 小龍",
    "😀 👩‍👩‍👧",
    "TRUE",
    "1/2",
    "n" * 100,
)

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-calc")


async def test_a_workbook_opens_with_every_name_as_it_is_and_no_formula(tmp_path: Path) -> None:
    sheet = _open(tmp_path, "list.xlsx", await _whole(as_xlsx(_batches())))
    assert not list(_formulas(sheet))
    assert [row[0] for row in _rows(sheet)] == ["name", *(name.lstrip("\t") for name in NAMES)]
    assert {row[3] for row in _rows(sheet)} == {"zip", "07102"}
    assert _kinds(sheet) == {"string", "date"}


async def test_a_csv_opened_carelessly_runs_no_formula_and_loses_no_name(tmp_path: Path) -> None:
    sheet = _open(tmp_path, "list.csv", await _whole(as_csv(_batches())), f"--infilter={CARELESSLY}")
    assert not list(_formulas(sheet))
    rows = list(_rows(sheet))
    assert len(rows) == 1 + len(NAMES)
    for name, row in zip(NAMES, rows[1:], strict=True):
        assert row[1:3] == ["Newark", "NJ"]
        if not name.startswith(("1", "T")):
            assert name.strip() in row[0]


def _open(folder: Path, name: str, data: bytes, *options: str) -> ElementTree.Element:
    """What the program made of a file, as its own flat XML."""
    assert SOFFICE is not None
    (folder / name).write_bytes(data)
    convert = ["--headless", *options, "--convert-to", "fods", "--outdir", folder, folder / name]
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", *convert],
        check=True,
        capture_output=True,
        timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    return ElementTree.parse((folder / name).with_suffix(".fods")).getroot()


def _formulas(sheet: ElementTree.Element) -> Iterator[str]:
    return (cell.attrib[f"{TABLE}formula"] for cell in sheet.iter() if f"{TABLE}formula" in cell.attrib)


def _rows(sheet: ElementTree.Element) -> Iterator[list[str]]:
    """Rows with anything in them; equal neighbors are written once with a number."""
    for row in sheet.iter(f"{TABLE}table-row"):
        texts = [text for cell in row.iter(f"{TABLE}table-cell") for text in _texts(cell)]
        if any(texts):
            yield from [texts] * int(row.get(f"{TABLE}number-rows-repeated", "1"))


def _texts(cell: ElementTree.Element) -> list[str]:
    text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{TEXT}p"))
    return [text] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 5)


def _kinds(sheet: ElementTree.Element) -> set[str | None]:
    return {
        cell.get(f"{OFFICE}value-type")
        for cell in sheet.iter(f"{TABLE}table-cell")
        if f"{OFFICE}value-type" in cell.attrib
    }


async def _batches() -> AsyncGenerator[list[Signer], None]:
    yield [Signer(name, "Newark", "NJ", "07102", date(2026, 11, 3)) for name in NAMES]


async def _whole(chunks: AsyncGenerator[bytes, None]) -> bytes:
    return b"".join([chunk async for chunk in chunks])
