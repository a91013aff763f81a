"""Receipts: what a letter says about whom its reader ticked, word for word."""

from collections.abc import Sequence

import msgspec

from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.words import choose_language
from wechoose.mail.claims import Claimed

sql = queries("signing/receipts")


class Line(msgspec.Struct, frozen=True):
    """What an organization was ticked with."""

    name: str
    text: str
    version: int


async def find_lines(
    db: Connection, errands: Sequence[Claimed], matters: Sequence[Sequence[Row]]
) -> list[tuple[Line, ...]]:
    """By whom each signer may be written to once all of it is confirmed, and is not yet: of each the newest line."""
    asked = [
        (number, errand, wording_id)
        for number, (errand, matter) in enumerate(zip(errands, matters, strict=True))
        for wording_id in {each for row in matter for each in row["consents"]}
    ]
    lines: list[dict[int, Line]] = [{} for _errand in errands]
    for row in await _find(db, asked) if asked else ():
        line = Line(row["name"], _text(row, errands[row["number"]]), row["version"])
        lines[row["number"]].setdefault(row["partner_id"], line)
    return [tuple(each.values()) for each in lines]


async def _find(db: Connection, asked: Sequence[tuple[int, Claimed, int]]) -> list[Row]:
    return await sql.find_lines(
        db,
        numbers=[number for number, _errand, _wording_id in asked],
        buckets=[errand.bucket for _number, errand, _wording_id in asked],
        signer_keys=[errand.signer_key for _number, errand, _wording_id in asked],
        wording_ids=[wording_id for _number, _errand, wording_id in asked],
    )


def _text(row: Row, errand: Claimed) -> str:
    return row["spanish"] if choose_language(errand.language, accepted="") == "es" else row["english"]
