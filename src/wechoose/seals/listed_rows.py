"""Rows: those of a packet's CSV and XLSX, read back one by one as texts, however many."""

import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import zip_longest
from typing import IO
from zipfile import ZipFile

from wechoose.base.cells import disarm
from wechoose.lists.as_xlsx import DAY_ZERO

Row = tuple[str, ...]

SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")
ROW = re.compile(rb"<row>(.*?)</row>", re.DOTALL)
CELL = re.compile(
    r'<c s="\d+"(?: t="inlineStr"><is><t xml:space="preserve">(.*?)</t></is>|><v>(\d{1,7})</v>)</c>',
    re.DOTALL,
)
ODD = re.compile(r"_x([0-9A-F]{4})_")
PIECE = 1 << 18
# What a row of two names, a city and the titles of demands can't reach, and what a workbook can't be blown up to.
LONGEST_ROW = 1 << 16
MOST_TIMES = 300


def csv_rows(file: IO[bytes]) -> Iterator[Row]:
    """The header too; raises ValueError for what is no CSV."""
    try:
        yield from map(tuple, csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True))
    except csv.Error as error:
        raise ValueError(str(error)) from None


def xlsx_rows(file: IO[bytes]) -> Iterator[Row]:
    """Of all sheets one after the other, with one header; cells as the CSV writes them. Raises ValueError."""
    with ZipFile(file) as archive:
        sheets = sorted(
            (int(found[1]), name) for name in archive.namelist() if (found := SHEET.fullmatch(name))
        )
        for number, name in sheets:
            info = archive.getinfo(name)
            if info.file_size > MOST_TIMES * max(info.compress_size, 1 << 20):
                raise ValueError("a sheet that is blown up")
            with archive.open(name) as sheet:
                rows = map(_cells, _rows_in(sheet))
                if number > 1:
                    next(rows, None)
                yield from rows


def first_difference(first: Iterator[Row], second: Iterator[Row]) -> tuple[int, int | None]:
    """How many rows they have, and which is the first that is not the same in both; the header is row 1."""
    number = 0
    for number, (one, other) in enumerate(zip_longest(first, second), 1):
        if one != other:
            return number, number
    return number, None


def _rows_in(sheet: IO[bytes]) -> Iterator[str]:
    rest = b""
    while piece := sheet.read(PIECE):
        rest += piece
        end = 0
        for found in ROW.finditer(rest):
            yield found[1].decode()
            end = found.end()
        rest = rest[end:]
        if len(rest) > PIECE + LONGEST_ROW:
            raise ValueError("no row ends here")


def _cells(row: str) -> Row:
    return tuple([_day(day) if day else _text(text) for text, day in CELL.findall(row)])


def _text(text: str) -> str:
    """As the CSV has it; most begin with a letter and hold nothing that was written otherwise."""
    if "&" in text:
        text = html.unescape(text)
    if "_x" in text:
        text = ODD.sub(lambda found: chr(int(found[1], 16)), text)
    return text if text[:1].isalnum() else disarm(text)


@lru_cache(1 << 12)
def _day(days: str) -> str:
    return (DAY_ZERO + timedelta(days=int(days))).isoformat()
