"""The outbox: which letters are written at all, so that no mailbox is flooded whoever types its address."""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.limits import Limits
from wechoose.base.queries import queries

sql = queries("mail/outbox")

DAY = timedelta(days=1)
MOST_LISTED = 200
# What an answer is wanted to.
ASKING = {"confirmation"}


async def write_letter(
    db: Connection,
    limits: Limits,
    bucket: int,
    signer_key: bytes,
    kind: str,
    demand_ids: list[int],
    language: str,
) -> bool:
    """Write or widen a letter unless a rule says none; returns whether a letter now says something new.

    Beyond what a mailbox gets in a day, a letter that asks for something waits until the day is over: without it a
    signature could never be confirmed. One that only tells something is not written.

    Belongs in the transaction that holds the signer's row: two at once can't both find room for one more. It
    looks up the same whatever the answer: the time it takes must not tell a stranger what was there before.
    """
    repeat = timedelta(minutes=limits.repeat_mail_minutes)
    since = clock.now() - max(DAY, repeat)
    rows = await sql.letters_so_far(db, bucket=bucket, signer_key=signer_key, since=since)
    letters = [row for row in rows if row["letter_id"]]
    if rows and rows[0]["mail_stopped_at"]:
        return False
    if waiting := next((row for row in letters if row["kind"] == kind and row["status"] == "waiting"), None):
        if set(demand_ids) <= set(waiting["demand_ids"]):
            return False
        # Its sender takes no lock on the signer: sent since it was looked up, it says no more; so look again.
        return await _widen(db, bucket, waiting, set(demand_ids), language) or await write_letter(
            db, limits, bucket, signer_key, kind, demand_ids, language
        )
    due_at = _next_turn(letters, limits.mails_a_day)
    if set(demand_ids) <= _just_said(letters, kind, repeat) or (due_at and kind not in ASKING):
        return False
    await _add(db, bucket, signer_key, kind, demand_ids, language, due_at)
    return True


async def _add(
    db: Connection,
    bucket: int,
    signer_key: bytes,
    kind: str,
    demand_ids: list[int],
    language: str,
    due_at: datetime | None,
) -> None:
    now = clock.now()
    await sql.add_letter(
        db,
        bucket=bucket,
        letter_id=new_letter_id(),
        signer_key=signer_key,
        kind=kind,
        demand_ids=sorted(set(demand_ids)),
        language=language,
        at=now,
        due_at=due_at or now,
    )


async def _widen(db: Connection, bucket: int, waiting: Row, demand_ids: set[int], language: str) -> bool:
    """False when the letter does not wait any more."""
    wider = sorted({*waiting["demand_ids"], *demand_ids})
    letter_id = waiting["letter_id"]
    return bool(
        await sql.widen_letter(db, bucket=bucket, letter_id=letter_id, demand_ids=wider, language=language)
    )


def _just_said(letters: list[Row], kind: str, repeat: timedelta) -> set[int]:
    """The demands that letters of this kind spoke of a moment ago."""
    recent = [row for row in letters if row["kind"] == kind and row["created_at"] > clock.now() - repeat]
    return {demand_id for row in recent for demand_id in row["demand_ids"]}


def _next_turn(letters: list[Row], most: int) -> datetime | None:
    """When the mailbox may get another letter; None when it may at once. A letter counts from when it was due."""
    today = sorted((row["due_at"] for row in letters if row["due_at"] > clock.now() - DAY), reverse=True)
    return today[most - 1] + DAY if len(today) >= most else None


async def overview(db: Connection) -> dict[str, Any]:
    """For leaders: how many wait and were sent in 24 hours, what was given up, and why sending stalls if it does."""
    return {
        "waiting": await sql.count_waiting(db),
        "sent_today": await sql.count_sent(db, since=clock.now() - DAY),
        "failed": await sql.list_failed(db, most=MOST_LISTED),
        "trouble": await sql.latest_trouble(db),
    }


async def try_again(db: Connection, bucket: int, letter_id: UUID) -> bool:
    """Whether there was such a letter, given up; it is due now and has all its attempts before it."""
    return bool(await sql.revive(db, bucket=bucket, letter_id=letter_id, now=clock.now()))


async def forget_old_letters(db: Connection, bucket: int, before: datetime, most: int) -> int:
    """Forget letters that ended before then; returns how many, at most `most`."""
    return await sql.forget_old_letters(db, bucket=bucket, before=before, most=most)


async def forget_letters_of(db: Connection, bucket: int, signer_keys: list[bytes]) -> None:
    await sql.forget_letters_of(db, bucket=bucket, signer_keys=signer_keys)


def new_letter_id() -> UUID:
    """Ids that rise with time (UUID version 7), so that new rows land side by side in their index."""
    milliseconds = int(clock.now().timestamp() * 1000)
    chance = int.from_bytes(os.urandom(10)) & ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0x2 << 62 | chance)
