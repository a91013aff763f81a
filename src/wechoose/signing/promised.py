"""Promised: the acts that a pledge was signed with, checked as they were typed, and as they are kept and told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from wechoose.base import clock
from wechoose.base.templates import date as as_date
from wechoose.base.templates import number as as_number
from wechoose.base.words import _
from wechoose.demands.acts import Act
from wechoose.demands.demands import Demand

LARGEST = 10_000
YEARS = 2
# Where the day begins last among those who sign here, it is still yesterday at noon in Greenwich.
LATEST_DAY = timedelta(hours=12)
WRITTEN = ("%Y-%m-%d", "%m/%d/%Y")


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """One act; `remind`: a letter on the day before was asked for."""

    act: int
    day: date | None = None
    number: int | None = None
    remind: bool = False


Promises = tuple[Promise, ...]
_decoder = msgspec.json.Decoder(Promises)


def write_promises(promises: Promises) -> str | None:
    """As the database keeps them; None where there are none."""
    return msgspec.json.encode(promises).decode() if promises else None


def read_promises(kept: str | None) -> Promises:
    return _decoder.decode(kept) if kept else ()


def check_promises(
    demand: Demand,
    chosen: Iterable[str],
    details: Mapping[str, str | int],
    reminded: Iterable[str],
    wrong: dict[str, str],
) -> Promises:
    """What was chosen, in the demand's order; what is wrong goes under `acts`, or `detail-` and the act's code.

    A detail beside an act that was not chosen says nothing.
    """
    codes, reminded = set(chosen), set(reminded)
    acts = [act for act in demand.acts if act.code in codes]
    if not codes:
        wrong["acts"] = _("Choose at least one thing that you will do.")
    elif len(acts) < len(codes):
        wrong["acts"] = _("One of these acts is not asked for any more. Choose again.")
    if not {*details, *reminded} <= {act.code for act in demand.acts}:
        wrong["details"] = _("One of these details belongs to no act of this pledge.")
    return tuple(_promise(act, details.get(act.code, ""), act.code in reminded, wrong) for act in acts)


def said_promise(act: Act, promise: Promise) -> str:
    """For people, in their language."""
    if promise.day is not None:
        return f"{act.title}: {as_date(promise.day)}"
    return act.title if promise.number is None else f"{act.title}: {as_number(promise.number)}"


def said_promises(acts: Sequence[Act], promises: Promises, *, reminders: bool = False) -> list[str]:
    """With `reminders` also of which of them a letter reminds."""
    by_act = {each.act: each for each in promises}
    said = [
        (said_promise(act, by_act[act.act_id]), by_act[act.act_id]) for act in acts if act.act_id in by_act
    ]
    return [_reminded(words) if reminders and promise.remind else words for words, promise in said]


def _reminded(words: str) -> str:
    return _("%(act)s (we remind you by mail on the day before)") % {"act": words}


def is_day(text: str) -> bool:
    """Whether it is written as a field for dates takes it."""
    try:
        return text == date.fromisoformat(text).isoformat()
    except ValueError:
        return False


def today() -> date:
    """The earliest day that it is anywhere here."""
    return (clock.now() - LATEST_DAY).date()


def last_day() -> date:
    return (clock.now() + timedelta(days=365 * YEARS + 1)).date()


def _promise(act: Act, typed: str | int, remind: bool, wrong: dict[str, str]) -> Promise:
    field, text = f"detail-{act.code}", str(typed).strip()
    if act.detail == "date":
        day = _day(text, field, wrong)
        if remind and not text:
            wrong[field] = _("Say on which day, so that we can remind you of it.")
        return Promise(act.act_id, day=day, remind=remind and day is not None)
    return Promise(act.act_id, number=_number(text, field, wrong) if act.detail == "number" else None)


def _day(text: str, field: str, wrong: dict[str, str]) -> date | None:
    if not text:
        return None
    day = _read_day(text)
    if day is None:
        wrong[field] = _("This is no date. Type it as month/day/year, such as 12/31/2026.")
    elif day < today():
        wrong[field] = _("This day is over. Choose one that is still to come.")
    elif day > last_day():
        wrong[field] = _("This day is more than two years ahead. Choose an earlier one.")
    return day


def _read_day(text: str) -> date | None:
    for written in WRITTEN:
        try:
            return datetime.strptime(text, written).date()
        except ValueError:
            continue
    return None


def _number(text: str, field: str, wrong: dict[str, str]) -> int | None:
    if not text:
        return None
    digits = text.replace(",", "")
    good = digits.isascii() and digits.isdigit() and len(digits) < 10 and 1 <= int(digits) <= LARGEST
    if not good:
        wrong[field] = _("Type a whole number from 1 to %(most)s.") % {"most": as_number(LARGEST)}
    return int(digits) if good else None
