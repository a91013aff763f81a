"""The chain: each line of the trail is hashed with the one before, so that one that was changed or removed shows.

A line's hash is the SHA-256 of the hash before it (32 bytes; zeros before the first line) followed by its eight parts
as netstrings (`5:hello,`, the length in bytes of UTF-8): number, time (2026-01-31T12:00:00.000000Z), number of the
leader ("" for the server), act, subject, details (as PostgreSQL writes jsonb), reason and address.
"""

import hashlib
from datetime import UTC, datetime

import msgspec

from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.words import _

sql = queries("audit/chain")

START = bytes(32)
# Lines begin with 1; one that was put in from outside may have any number.
BEFORE_ALL = -(2**63)
A_BATCH = 2_000
# More need not be told: the first says from where on the trail can't be trusted.
MOST_BROKEN = 20


class Head(msgspec.Struct, frozen=True):
    """How many lines there are, and the newest one's hash in hexadecimal: who has these can tell if one is missing."""

    lines: int
    hash: str


class Broken(msgspec.Struct, frozen=True):
    """A place where the trail is not as it was written; `audit_id` is the line at it, 0 at the end."""

    audit_id: int
    sentence: str


async def head(db: Connection) -> Head:
    row = await sql.head(db)
    return Head(row["lines"], row["hash"].hex()) if row else Head(0, "")


async def verify(db: Connection) -> list[Broken]:
    """Where the chain is broken; `db` has one snapshot, so that lines may be added meanwhile."""
    broken: list[Broken] = []
    lines, newest, before = 0, 0, START
    after = BEFORE_ALL
    while (rows := await sql.links(db, after=after, limit=A_BATCH)) and len(broken) < MOST_BROKEN:
        after = rows[-1]["audit_id"]
        for row in rows:
            broken += _compare(row, newest, before)
            lines, newest, before = lines + 1, row["audit_id"], row["hash"]
    if not broken:
        broken += _compare_head(await sql.head(db), lines, newest, before)
    return broken[:MOST_BROKEN]


def hash_of_line(
    previous: bytes,
    audit_id: int,
    at: datetime,
    leader_id: int | None,
    act: str,
    subject: str,
    details: str,
    reason: str,
    address: str,
) -> bytes:
    parts = (
        str(audit_id),
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "" if leader_id is None else str(leader_id),
        act,
        subject,
        details,
        reason,
        address,
    )
    return hashlib.sha256(previous + b"".join(map(_netstring, parts))).digest()


def _compare(row: Row, newest: int, before: bytes) -> list[Broken]:
    line = dict(row)
    number, written = line["audit_id"], line.pop("hash")
    if line["previous"] != before:
        sentence = _("Before line %(line)s, after line %(before)s, lines were removed, put in or moved.")
        return [Broken(number, sentence % {"line": number, "before": newest})]
    if hash_of_line(**line) != written:
        return [Broken(number, _("Line %(line)s is not as it was written.") % {"line": number})]
    return []


def _compare_head(row: Row | None, lines: int, newest: int, before: bytes) -> list[Broken]:
    if row and (row["lines"], row["newest"], row["hash"]) == (lines, newest, before):
        return []
    sentence = _("The end is not as it was written: %(known)s lines were counted, and there are %(lines)s.")
    return [Broken(0, sentence % {"known": row["lines"] if row else 0, "lines": lines})]


def _netstring(part: str) -> bytes:
    encoded = part.encode()
    return b"%d:%b," % (len(encoded), encoded)
