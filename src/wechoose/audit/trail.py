"""The trail: lines are added and read back, and nothing here or in its queries can change one.

A line names nobody: its details are numbers and codes, and a leader is a number that only the desk resolves.
"""

from datetime import datetime
from typing import Any

import msgspec

from wechoose.audit.chain import hash_of_line
from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries

sql = queries("audit/trail")

A_PAGE = 50
NEWEST = 2**63 - 1


class Line(msgspec.Struct, frozen=True):
    """What a leader did, or, where leader_id is None, somebody with a shell on the server."""

    audit_id: int
    at: datetime
    leader_id: int | None
    act: str
    subject: str
    details: dict[str, Any]
    reason: str
    address: str
    hash: bytes


async def append(
    db: Connection,
    *,
    leader_id: int | None,
    act: str,
    subject: str = "",
    details: dict[str, Any] | None = None,
    reason: str = "",
    address: str = "",
) -> int:
    """Add a line in the transaction of the act itself, so that neither is there without the other.

    From here until its end nobody else can add one: call this last, after all that takes long or waits for locks.
    """
    written = msgspec.json.encode(details or {}).decode()
    head = await sql.hold_head(db, details=written)
    line = {
        "audit_id": head["newest"] + 1,
        "at": clock.now(),
        "leader_id": leader_id,
        "act": act,
        "subject": subject,
        "details": head["details"],
        "reason": reason,
        "address": address,
        "previous": head["hash"],
    }
    line["hash"] = hash_of_line(**line)
    await sql.add_line(db, **line)
    await sql.move_head(db, newest=line["audit_id"], hash=line["hash"])
    return line["audit_id"]


async def read_back(db: Connection, before: int | None = None, limit: int = A_PAGE) -> list[Line]:
    """Lines, newest first, from the one before `before` on."""
    start = before if before is not None and 0 < before < NEWEST else NEWEST
    rows = await sql.lines(db, before=start, limit=limit)
    return [opened(row) for row in rows]


def opened(row: Row) -> Line:
    return Line(**{**row, "details": msgspec.json.decode(row["details"])})
