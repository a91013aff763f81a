"""Arrivals: whom each partner brought lately, whatever they had signed before, so that its numbers don't tell that.

They are noted alike for a new signer, for one whose signature counts, for one who took it back and for one who wants no
mail, in the transaction of the signing. What is confirmed stands in signatures, and only the mailbox's owner moves it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.limits import Limits
from wechoose.base.queries import int_array, queries
from wechoose.base.sealing import bucket_of
from wechoose.signing.submission import Submission

sql = queries("signing/arrivals")


def arrivals_since(limits: Limits) -> datetime:
    """Arrivals from before are forgotten, as a signature that nobody confirmed would be: by then an unknown person must
    be missed as much as one who had signed already."""
    return clock.now() - timedelta(days=limits.unconfirmed_days)


async def note_arrivals(db: Connection, submissions: Sequence[Submission]) -> None:
    """For each of them that a partner brought; who has locked the signers may call it."""
    brought = [each for each in submissions if each.partner_id is not None]
    if not brought:
        return
    await sql.add_arrivals(
        db,
        buckets=[each.bucket for each in brought],
        partner_ids=[each.partner_id for each in brought],
        signer_keys=[each.signer_key for each in brought],
        demand_ids=[int_array(each.demand_ids) for each in brought],
        sources=[each.source for each in brought],
        channels=[each.channel for each in brought],
        at=clock.now(),
    )


async def note_arrivals_of_all(db: Connection, limits: Limits) -> None:
    """For a crowd that came by no door."""
    await sql.add_arrivals_of_all(db, since=arrivals_since(limits))


async def forget_old_arrivals(db: Connection, limits: Limits, bucket: int, most: int) -> int:
    return await sql.forget_old(db, bucket=bucket, before=arrivals_since(limits), most=most)


async def forget_arrivals_of(db: Connection, signer_key: bytes) -> None:
    """Who was brought without wanting it was not reached."""
    await sql.forget_of(db, bucket=bucket_of(signer_key), signer_key=signer_key)
