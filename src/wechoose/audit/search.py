"""Search: lines of the trail by leader, act, subject, words of the reason and days."""

import re
from datetime import datetime

import msgspec

from wechoose.audit.trail import A_PAGE, NEWEST, Line, opened
from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("audit/search")

WORD = re.compile(r"\w+")
NOTHING = "a & !a"


class Search(msgspec.Struct, frozen=True):
    """Everything that is asked for must be so. `is_server`: only lines of nobody who is a leader.

    `subject`: how the subject begins; `words`: how words of the reason begin; `since` is within, `until` is not.
    """

    leader_id: int | None = None
    is_server: bool = False
    act: str = ""
    subject: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


ALL = Search()


async def find_lines(
    db: Connection, search: Search = ALL, before: int | None = None, limit: int = A_PAGE
) -> list[Line]:
    """Lines, newest first, from the one before `before` on."""
    # Planned for what is asked for: one plan for all would read the whole trail for each.
    await sql.plan_each_anew(db)
    rows = await sql.find_lines(
        db,
        before=before if before is not None and 0 < before < NEWEST else NEWEST,
        leader_id=search.leader_id,
        is_server=search.is_server,
        act=search.act,
        subject=_beginning(search.subject),
        words=_beginnings(search.words),
        since=search.since,
        until=search.until,
        limit=limit,
    )
    return [opened(row) for row in rows]


def _beginning(text: str) -> str:
    """A pattern for `like`."""
    return re.sub(r"([\\%_])", r"\\\1", text) + "%" if text else ""


def _beginnings(text: str) -> str:
    """A text query: every word must be there, each at least by how it begins."""
    return " & ".join(f"'{word}':*" for word in WORD.findall(text)) or (NOTHING if text else "")
