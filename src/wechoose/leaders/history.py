"""History: the audit trail as an owner reads and searches it, with leaders by their address and acts in words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from wechoose.audit import acts, trail
from wechoose.audit.search import Search, find_lines
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.leaders.people import Leader

FIELDS = ("leader", "act", "subject", "words", "since", "until")
SERVER = "server"
LONGEST = 200
LAST_DAY = datetime(9999, 12, 30, tzinfo=UTC)
# PostgreSQL takes no number above 2**31.
MOST_DIGITS = 9


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


async def read_history(
    db: Connection, leaders: Sequence[Leader], search: Search, before: int | None
) -> History:
    lines = await find_lines(db, search, before, trail.A_PAGE + 1)
    shown = lines[: trail.A_PAGE]
    return History(in_rows(shown, leaders), shown[-1].audit_id if len(lines) > len(shown) else None)


def in_rows(lines: Sequence[trail.Line], leaders: Sequence[Leader]) -> list[Row]:
    names = {leader.leader_id: leader.email for leader in leaders}
    subjects = {leader.subject: leader.email for leader in leaders}
    return [_row(line, names, subjects) for line in lines]


def check_search(typed: Mapping[str, str], leaders: Sequence[Leader]) -> Search:
    """What was asked for; raises Invalid with a sentence for every field that is wrong."""
    wrong: dict[str, str] = {}
    since, until = _day(typed, "since", wrong), _day(typed, "until", wrong)
    if since and until and until < since:
        wrong["until"] = _("The last day is before the first one.")
    if wrong:
        raise Invalid(wrong)
    number, subject = typed["leader"], clean(typed["subject"])
    subjects = {leader.email: leader.subject for leader in leaders}
    return Search(
        leader_id=int(number[:MOST_DIGITS]) if number.isascii() and number.isdigit() else None,
        is_server=number == SERVER,
        act=clean(typed["act"]),
        subject=subjects.get(subject.lower(), subject),
        words=clean(typed["words"]),
        since=since,
        until=min(until, LAST_DAY) + timedelta(days=1) if until else None,
    )


def _day(typed: Mapping[str, str], name: str, wrong: dict[str, str]) -> datetime | None:
    """The beginning of a day in UTC, as all times of the trail are."""
    text = typed[name].strip()
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        wrong[name] = _("Write the day like 2026-03-31.")
        return None
    return day


def clean(text: str) -> str:
    """What a line can hold; PostgreSQL takes no zero bytes."""
    return "".join(character for character in text.strip()[:LONGEST] if character.isprintable())


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
