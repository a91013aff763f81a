"""The outbox: which letters are written at all, so that no mailbox is flooded whoever types its address."""

import os
from collections import defaultdict
from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.limits import Limits
from wechoose.base.queries import int_array, queries

sql = queries("mail/outbox")

DAY = timedelta(days=1)
MOST_LISTED = 200
# What must be said, if need be on another day: what asks for an answer, and what a mailbox's owner may not have done.
WAITING = {"confirmation", "changed"}
# What waits a little, because more is likely to follow that the same letter can tell. It leaves the last letter of a
# day to others: somebody who signs is waiting for theirs.
GATHERING = {"changed": timedelta(minutes=1)}


class Wish(msgspec.Struct, frozen=True):
    """A letter that somebody should get, unless a rule says no."""

    bucket: int
    signer_key: bytes
    kind: str
    demand_ids: list[int]
    language: str


async def write_letter(db: Connection, limits: Limits, wish: Wish) -> bool:
    """The same for one; whether a letter now says something new."""
    return (await write_letters(db, limits, [wish]))[0]


async def write_letters(
    db: Connection, limits: Limits, wishes: list[Wish], newcomers: Container[bytes] = ()
) -> list[bool]:
    """Write or widen a letter for each wish unless a rule says none; whether a letter now says something new.

    Beyond what a mailbox gets in a day, a letter that asks for something waits until the day is over: without it a
    signature could never be confirmed. So does one about changes, of which no mailbox may stay untold. One that only
    tells something is not written.

    Belongs in the transaction that holds the signers' rows: two at once can't both find room for one more. It looks
    up the same whatever the answer, as the time it takes must not tell a stranger what was there before; only to
    `newcomers`, signers since this transaction, nothing can have been written. No two wishes are for one mailbox.
    """
    known = [wish for wish in wishes if wish.signer_key not in newcomers]
    letters = await _letters_so_far(db, limits, known)
    verdicts = {wish.signer_key: _judge(limits, wish, letters[wish.signer_key]) for wish in wishes}
    adding = [wish for wish in wishes if verdicts[wish.signer_key].add]
    if adding:
        await _add(db, adding, [verdicts[wish.signer_key].due_at for wish in adding])
    # One after the other in the order of their keys: a batch of letters sent meanwhile is marked in the same order.
    widening = [(verdicts[wish.signer_key].widen, wish) for wish in wishes if verdicts[wish.signer_key].widen]
    for waiting, wish in sorted(widening, key=lambda pair: (pair[1].bucket, pair[0]["letter_id"])):  # type: ignore[index]
        # Its sender takes no lock on the signer: sent since it was looked up, it says no more; so look again.
        if not await _widen(db, waiting, wish):  # type: ignore[arg-type]
            await write_letter(db, limits, wish)
    return [verdicts[wish.signer_key] is not NOTHING for wish in wishes]


class _Verdict(msgspec.Struct, frozen=True):
    add: bool = False
    due_at: datetime | None = None
    widen: Row | None = None


NOTHING = _Verdict()


def _judge(limits: Limits, wish: Wish, rows: list[Row]) -> _Verdict:
    letters = [row for row in rows if row["letter_id"]]
    if rows and rows[0]["mail_stopped_at"]:
        return NOTHING
    asked = set(wish.demand_ids)
    waiting = next((row for row in letters if row["kind"] == wish.kind and row["status"] == "waiting"), None)
    if waiting is not None:
        return NOTHING if asked <= set(waiting["demand_ids"]) else _Verdict(widen=waiting)
    gathers = wish.kind in GATHERING
    due_at = _next_turn(letters, max(limits.mails_a_day - gathers, 1))
    said = _just_said(letters, wish.kind, timedelta(minutes=limits.repeat_mail_minutes))
    if asked <= said or (due_at and wish.kind not in WAITING):
        return NOTHING
    if gathers:
        due_at = max(due_at or clock.now(), clock.now() + GATHERING[wish.kind])
    return _Verdict(add=True, due_at=due_at)


async def _letters_so_far(db: Connection, limits: Limits, wishes: list[Wish]) -> dict[bytes, list[Row]]:
    since = clock.now() - max(DAY, timedelta(minutes=limits.repeat_mail_minutes))
    rows = await sql.letters_so_far(
        db,
        buckets=[wish.bucket for wish in wishes],
        signer_keys=[wish.signer_key for wish in wishes],
        since=since,
    )
    letters: dict[bytes, list[Row]] = defaultdict(list)
    for row in rows:
        letters[row["signer_key"]].append(row)
    return letters


async def _add(db: Connection, wishes: list[Wish], due_ats: list[datetime | None]) -> None:
    now = clock.now()
    await sql.add_letters(
        db,
        buckets=[wish.bucket for wish in wishes],
        letter_ids=[new_letter_id() for _wish in wishes],
        signer_keys=[wish.signer_key for wish in wishes],
        kinds=[wish.kind for wish in wishes],
        demand_ids=[int_array(sorted(set(wish.demand_ids))) for wish in wishes],
        languages=[wish.language for wish in wishes],
        due_ats=[due_at or now for due_at in due_ats],
        at=now,
    )


async def _widen(db: Connection, waiting: Row, wish: Wish) -> bool:
    """False when the letter does not wait any more."""
    return bool(
        await sql.widen_letter(
            db,
            bucket=wish.bucket,
            letter_id=waiting["letter_id"],
            demand_ids=sorted({*waiting["demand_ids"], *wish.demand_ids}),
            language=wish.language,
        )
    )


def _just_said(letters: list[Row], kind: str, repeat: timedelta) -> set[int]:
    """The demands that letters of this kind spoke of a moment ago."""
    recent = [row for row in letters if row["kind"] == kind and row["created_at"] > clock.now() - repeat]
    return {demand_id for row in recent for demand_id in row["demand_ids"]}


def _next_turn(letters: list[Row], most: int) -> datetime | None:
    """When the mailbox may get another letter; None when it may at once. A letter counts from when it was due."""
    now = clock.now()
    due = sorted(row["due_at"] for row in letters if row["due_at"] > now - DAY)
    turn = next(turn for turn in (now, *(each + DAY for each in due)) if not _is_full(due, turn, most))
    return turn if turn > now else None


def _is_full(due: list[datetime], turn: datetime, most: int) -> bool:
    """Whether some day around then, before or after, has so many letters already."""
    days = (due[first : first + most] for first in range(len(due) - most + 1))
    return any(max(day[-1], turn) - min(day[0], turn) < DAY for day in days)


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
