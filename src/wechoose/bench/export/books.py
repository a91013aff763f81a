"""The books: the rows that a list must have, from the database itself, against those that are in the file."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from zipfile import ZipFile

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS
from wechoose.base.site import Site
from wechoose.places.zips import find_zip
from wechoose.signing.people import open_person

sql = queries("bench/export")

Books = Counter[int]
"""How often each row is there, by the hash of its five cells: whole rows of millions would take gigabytes."""

ROW = re.compile(rb"<row>(.*?)</row>", re.DOTALL)
CELL = re.compile(rb"<t[^>]*>(.*?)</t>|<v>(.*?)</v>", re.DOTALL)
DAY_ZERO = date(1899, 12, 30)
PIECE = 1 << 20


async def read_site(site: Site, db: Connection, demand_id: int) -> Books:
    """What the list of this demand must say."""
    books = Books()
    for bucket in range(BUCKETS):
        for row in await sql.verified_of(db, bucket=bucket, demand_id=demand_id):
            person = open_person(site.seals, row["signer_key"], row["sealed"])
            name = f"{person.given_name} {person.family_name}"
            place = find_zip(row["zip"] or "")
            cells = (name, place.city if place else "", row["state"], row["zip"] or "", str(row["signed_on"]))
            books[hash(cells)] += 1
    return books


def read_file(file: Path) -> Books:
    rows = _of_workbook(file) if file.suffix == ".xlsx" else _of_csv(file)
    return Books(map(hash, rows))


def compare(name: str, wanted: Books, found: Books) -> tuple[list[str], list[str]]:
    """What is missing in a file and what should not be in it, one sentence a row."""
    lost = [f"a row is missing in the {name}"] * (wanted - found).total()
    return lost, [f"a row is too much in the {name}"] * (found - wanted).total()


def _of_csv(file: Path) -> Iterator[tuple[str, ...]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        yield from map(tuple, rows)


def _of_workbook(file: Path) -> Iterator[tuple[str, ...]]:
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                yield from _of_sheet(archive, name)


def _of_sheet(archive: ZipFile, name: str) -> Iterator[tuple[str, ...]]:
    """By patterns, which fit what we write ourselves: a reader of any workbook takes minutes for a million rows."""
    rest, is_title = b"", True
    with archive.open(name) as sheet:
        while piece := sheet.read(PIECE):
            whole, end, begun = (rest + piece).rpartition(b"</row>")
            for row in ROW.finditer(whole + end):
                if not is_title:
                    yield _cells(row[1])
                is_title = False
            rest = begun


def _cells(row: bytes) -> tuple[str, ...]:
    texts = [unescape((text or day).decode()) for text, day in CELL.findall(row)]
    return (*texts[:-1], str(DAY_ZERO + timedelta(days=int(texts[-1]))))
