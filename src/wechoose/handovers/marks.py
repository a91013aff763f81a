"""Marks: what became of a packet (sent, handed over, answered) and when, as a leader notes it.

Setting one that is set changes nothing, and so does undoing one that is not: a press that is sent twice is one press.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid, NotFound, Refusal
from wechoose.base.words import _
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.deeds import By, write_down

sql = queries("handovers/marks")

SENT, HANDED, ANSWERED = "sent", "handed", "answered"
MARKS = (SENT, HANDED, ANSWERED)

DONE = {SENT: acts.SENT_PACKET, HANDED: acts.HANDED_PACKET, ANSWERED: acts.NOTED_ANSWER}

# Of which packets can go anywhere; those of a closed delivery are still answered, and noted late.
OUT = ("ready", "closed")

# Above this, PostgreSQL takes no number for an official.
MOST = 2**31

# A watch that is ahead of the server's.
SLACK = timedelta(minutes=5)


class Marks(msgspec.Struct, frozen=True):
    sent_at: datetime | None
    handed_at: datetime | None
    answered_at: datetime | None

    @property
    def is_out(self) -> bool:
        """It went somewhere: nothing is left to do but to wait for an answer."""
        return bool(self.sent_at or self.handed_at)

    def at(self, mark: str) -> datetime | None:
        return getattr(self, f"{mark}_at")


async def set_mark(db: Connection, delivery: Delivery, official_id: int, mark: str, by: By) -> bool:
    """Note it for now; false where it was noted. Raises Refusal while there is no packet to hand over."""
    marks = await _hold(db, delivery, official_id)
    if marks.at(mark):
        return False
    await _keep(db, delivery, official_id, marks, {mark: clock.now()})
    await write_down(db, DONE[mark], delivery, by, official=official_id)
    return True


async def undo_mark(db: Connection, delivery: Delivery, official_id: int, mark: str, by: By) -> bool:
    """A wrong press; false where nothing was noted."""
    marks = await _hold(db, delivery, official_id)
    was = marks.at(mark)
    if was is None:
        return False
    await _keep(db, delivery, official_id, marks, {mark: None})
    await write_down(db, acts.UNDID_MARK, delivery, by, official=official_id, mark=mark, was=_minute(was))
    return True


async def correct_times(
    db: Connection, delivery: Delivery, official_id: int, typed: dict[str, str], by: By
) -> bool:
    """The times that were typed, in UTC, for what is noted; false where nothing is new. Raises Invalid."""
    marks = await _hold(db, delivery, official_id)
    times = _check(delivery, marks, typed)
    if not times:
        return False
    await _keep(db, delivery, official_id, marks, times)
    said = {mark: _minute(at) for mark, at in times.items()}
    await write_down(db, acts.CORRECTED_MARKS, delivery, by, official=official_id, **said)
    return True


def as_typed(marks: Marks) -> dict[str, str]:
    """As a field for date and time has it."""
    return {mark: _minute(at) if (at := marks.at(mark)) else "" for mark in MARKS}


def read_marks(row: Row) -> Marks:
    return Marks(row["sent_at"], row["handed_at"], row["answered_at"])


def _check(delivery: Delivery, marks: Marks, typed: dict[str, str]) -> dict[str, datetime]:
    times, wrong = {}, {}
    for mark in MARKS:
        was = marks.at(mark)
        if was is None or typed.get(mark, "") in ("", _minute(was)):
            continue
        try:
            times[mark] = _read_time(typed[mark], delivery)
        except ValueError as error:
            wrong[mark] = str(error)
    if wrong:
        raise Invalid(wrong)
    return times


def _read_time(text: str, delivery: Delivery) -> datetime:
    """Raises ValueError with a sentence."""
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(_("Write date and time like 2026-11-24T14:30.")) from None
    if at > clock.now() + SLACK:
        raise ValueError(_("That is in the future."))
    if at < delivery.asked_at - SLACK:
        raise ValueError(_("That is before this delivery was ordered."))
    return at


async def _hold(db: Connection, delivery: Delivery, official_id: int) -> Marks:
    row = None
    if 0 < official_id < MOST:
        row = await sql.hold_packet(db, delivery_id=delivery.delivery_id, official_id=official_id)
    if row is None:
        raise NotFound(_("There is no packet at this address."))
    if row["status"] != "ready" or delivery.status not in OUT:
        raise Refusal(_("This packet is not ready, so it can't have been handed over."))
    return read_marks(row)


async def _keep(
    db: Connection, delivery: Delivery, official_id: int, marks: Marks, times: Mapping[str, datetime | None]
) -> None:
    now = {f"{mark}_at": times.get(mark, marks.at(mark)) for mark in MARKS}
    await sql.set_marks(db, delivery_id=delivery.delivery_id, official_id=official_id, **now)


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}"
