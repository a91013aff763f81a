"""History: the audit trail as an owner reads it, with leaders by their address and acts in words."""

from datetime import datetime

import msgspec

from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.leaders.people import all_leaders


class Row(msgspec.Struct, frozen=True):
    at: datetime
    leader: str
    act: str
    subject: str
    details: str
    reason: str
    address: str


class History(msgspec.Struct, frozen=True):
    """A page of rows, newest first; `older` is the line to go on from, None at the end."""

    rows: list[Row]
    older: int | None


async def read_history(db: Connection, site: Site, before: int | None) -> History:
    lines = await trail.read_back(db, before, trail.A_PAGE + 1)
    leaders = await all_leaders(db, site)
    names = {leader.leader_id: leader.email for leader in leaders}
    subjects = {leader.subject: leader.email for leader in leaders}
    shown = lines[: trail.A_PAGE]
    rows = [_row(line, names, subjects) for line in shown]
    return History(rows, shown[-1].audit_id if len(lines) > len(shown) else None)


def _row(line: trail.Line, names: dict[int, str], subjects: dict[str, str]) -> Row:
    return Row(
        at=line.at,
        leader=names.get(line.leader_id, "") if line.leader_id is not None else "",
        act=acts.in_words(line.act),
        subject=subjects.get(line.subject, line.subject),
        details=", ".join(f"{name}: {value}" for name, value in line.details.items()),
        reason=line.reason,
        address=line.address,
    )
