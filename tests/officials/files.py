"""Small files of the shapes that are known, as somebody might bring them."""

import csv
import io
from datetime import date

from wechoose.base.database import Connection
from wechoose.officials.comparing import Origin, Plan
from wechoose.officials.deeds import By
from wechoose.officials.files import File, read_file
from wechoose.officials.imports import import_officials
from wechoose.officials.shapes import SHAPES

NEWER = Origin("a newer list", date(2026, 11, 1))
MURKOWSKI = {
    "bioguide": "M001153",
    "chamber": "senate",
    "title": "Senator",
    "state": "AK",
    "full_name": "Lisa Murkowski",
    "last_name": "Murkowski",
    "phone": "202-224-6665",
}
NEWARK = {
    "state": "NJ",
    "place": "Newark",
    "full_name": "Ras Baraka",
    "last_name": "Baraka",
    "phone": "973-733-6400",
    "ocd_jurisdiction": "ocd-jurisdiction/country:us/state:nj/place:newark/government",
}


def content(name: str, *rows: dict[str, str]) -> bytes:
    """With all columns of the shape; what a row does not say is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, SHAPES[name].columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def file(name: str, *rows: dict[str, str]) -> File:
    return read_file(content(name, *rows))


async def bring_in(db: Connection, name: str, *rows: dict[str, str], origin: Origin = NEWER) -> Plan:
    plan = await import_officials(db, file(name, *rows), origin, By(None))
    assert plan is not None
    return plan
