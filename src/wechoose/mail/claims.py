"""Claims: letters taken from the outbox by one sender at a time, and what became of them."""

import random
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.limits import Limits
from wechoose.base.queries import queries
from wechoose.mail.outbox import Wish, write_letter

sql = queries("mail/claims")

# Longer than one letter can take; after a crash its letters wait this long.
LEASE = timedelta(seconds=75)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# With waits that double from one minute to six hours, three days.
MOST_ATTEMPTS = 20


class Claimed(msgspec.Struct, frozen=True):
    """A letter that is ours to send until `leased_until`."""

    bucket: int
    letter_id: UUID
    signer_key: bytes
    kind: str
    demand_ids: list[int]
    language: str
    attempts: int
    leased_until: datetime


async def find_due_buckets(db: Connection) -> list[int]:
    buckets = [row["bucket"] for row in await sql.find_due_buckets(db, now=clock.now())]
    # Two workers that go through them in different orders seldom meet.
    random.shuffle(buckets)
    return buckets


async def claim(db: Connection, bucket: int, most: int) -> list[Claimed]:
    now = clock.now()
    rows = await sql.claim(db, bucket=bucket, now=now, leased_until=now + LEASE, most=most)
    return [Claimed(**row) for row in rows]


async def mark_sent(db: Connection, letters: list[Claimed]) -> list[Claimed]:
    """Returns those that are not marked: they spoke of less than they should by now, or are gone. `split` is for these.

    The `demand_ids` of each are those it spoke of.
    """
    rows = await sql.mark_sent(
        db,
        buckets=[letter.bucket for letter in letters],
        letter_ids=[letter.letter_id for letter in letters],
        sizes=[len(letter.demand_ids) for letter in letters],
        now=clock.now(),
    )
    marked = {row["letter_id"] for row in rows}
    return [letter for letter in letters if letter.letter_id not in marked]


async def split(db: Connection, limits: Limits, letter: Claimed) -> None:
    """Mark a letter sent that spoke of `demand_ids` only; what it did not say becomes a letter of its own.

    It was widened while on its way; or there was nothing to say of the rest then, and whoever signed that since has
    relied on this letter. In a transaction of its own, because the signer must be locked before any of the signer's
    letters.
    """
    key = {"bucket": letter.bucket, "letter_id": letter.letter_id}
    await lock_signer(db, letter)
    demand_ids = await sql.find_waiting_demands(db, **key)
    if demand_ids is None:
        return
    await sql.narrow_letter(db, **key, demand_ids=letter.demand_ids, now=clock.now())
    rest = sorted(set(demand_ids) - set(letter.demand_ids))
    wish = Wish(letter.bucket, letter.signer_key, letter.kind, rest, letter.language)
    await write_letter(db, limits, wish)


async def lock_signer(db: Connection, letter: Claimed) -> None:
    """Let nobody sign for this mailbox, nor widen its letters, until the transaction ends."""
    await sql.lock_signer(db, bucket=letter.bucket, signer_key=letter.signer_key)


async def drop(db: Connection, letter: Claimed) -> None:
    """There is nothing to say, found out with the signer locked; a letter widened before that is looked at again."""
    if not await _end(db, letter, "dropped", None):
        await put_back(db, [letter])


async def give_up(db: Connection, letter: Claimed, said: str) -> None:
    """`said` is what went wrong as class and codes, never the server's words: they quote addresses."""
    if not await _end(db, letter, "failed", said):
        await put_back(db, [letter], said)


async def delay(db: Connection, letter: Claimed, said: str) -> None:
    """Try again later, each time later than before, for about three days."""
    if letter.attempts >= MOST_ATTEMPTS:
        await give_up(db, letter, said)
        return
    now = clock.now()
    await sql.delay_letter(
        db,
        bucket=letter.bucket,
        letter_id=letter.letter_id,
        leased_until=letter.leased_until,
        due_at=now + wait_after(letter.attempts),
        now=now,
        said=said,
    )


async def put_back(db: Connection, letters: list[Claimed], said: str | None = None) -> None:
    """These letters were not tried; they are due as before."""
    for letter in _in_order(letters):
        await sql.put_back(
            db,
            bucket=letter.bucket,
            letter_id=letter.letter_id,
            leased_until=letter.leased_until,
            now=clock.now(),
            said=said,
        )


def wait_after(attempts: int) -> timedelta:
    """One minute after the first attempt, then doubling; scattered, so that what failed together comes back apart."""
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311


async def _end(db: Connection, letter: Claimed, status: str, said: str | None) -> int:
    return await sql.end_letter(
        db,
        bucket=letter.bucket,
        letter_id=letter.letter_id,
        demand_ids=letter.demand_ids,
        status=status,
        now=clock.now(),
        said=said,
    )


def _in_order(letters: list[Claimed]) -> list[Claimed]:
    """As everybody does who changes several letters: so no two of them wait for each other."""
    return sorted(letters, key=lambda letter: (letter.bucket, letter.letter_id))
