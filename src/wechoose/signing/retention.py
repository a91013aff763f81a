"""Retention: what was never confirmed goes, with everything that says whose it was."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.limits import Limits
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS
from wechoose.base.site import Site
from wechoose.mail.outbox import forget_letters_of, forget_old_letters
from wechoose.signing.arrivals import forget_old_arrivals
from wechoose.signing.consents import end_consents
from wechoose.signing.signatures import change_status

sql = queries("signing/retention")

REPEATS_KNOWN = timedelta(days=1)
LETTERS_KEPT = timedelta(days=30)
BATCH = 200


async def forget_what_is_old(site: Site) -> None:
    """A batch is a transaction, so that nobody who signs meanwhile waits for long."""
    for bucket in range(BUCKETS):
        for forget in (forget_unconfirmed, forget_arrivals, forget_submissions, forget_letters):
            while await _forget_batch(site, forget, bucket) >= BATCH:
                pass


async def forget_unconfirmed(db: Connection, limits: Limits, bucket: int) -> int:
    """One batch of signers with signatures that were not confirmed in time; returns how many signers."""
    now = clock.now()
    before = now - timedelta(days=limits.unconfirmed_days)
    links_since = now - limits.confirmation_life
    rows = await sql.lock_late_signers(db, bucket=bucket, before=before, links_since=links_since, most=BATCH)
    late = [row["signer_key"] for row in rows]
    if late:
        await _take_back_again(db, bucket, late, before)
        await sql.forget_signatures(db, bucket=bucket, signer_keys=late, before=before)
        rows = await sql.without_signatures(db, bucket=bucket, signer_keys=late)
        await _forget_signers(db, bucket, [row["signer_key"] for row in rows])
    return len(late)


async def _take_back_again(db: Connection, bucket: int, signer_keys: list[bytes], before: datetime) -> None:
    """What was taken back is so again: whoever types an address must not have its owner forgotten by that."""
    wanted: dict[bytes, list[int]] = defaultdict(list)
    for row in await sql.typed_again(db, bucket=bucket, signer_keys=signer_keys, before=before):
        wanted[row["signer_key"]].append(row["demand_id"])
    if wanted:
        await change_status(db, wanted, "withdrawn")


async def _forget_signers(db: Connection, bucket: int, signer_keys: list[bytes]) -> None:
    await end_consents(db, bucket, signer_keys)
    await forget_letters_of(db, bucket, signer_keys)
    await sql.forget_signers(db, bucket=bucket, signer_keys=signer_keys)
    await sql.bury_signers(db, bucket=bucket, signer_keys=signer_keys)


async def forget_arrivals(db: Connection, limits: Limits, bucket: int) -> int:
    return await forget_old_arrivals(db, limits, bucket, BATCH)


async def forget_submissions(db: Connection, limits: Limits, bucket: int) -> int:
    """By them a repeat is known, also of programs, which are promised a day whatever forms live."""
    before = clock.now() - max(2 * limits.form_life, REPEATS_KNOWN)
    return await sql.forget_submissions(db, bucket=bucket, before=before, most=BATCH)


async def forget_letters(db: Connection, _limits: Limits, bucket: int) -> int:
    return await forget_old_letters(db, bucket, clock.now() - LETTERS_KEPT, BATCH)


async def _forget_batch(
    site: Site, forget: Callable[[Connection, Limits, int], Awaitable[int]], bucket: int
) -> int:
    async with site.database.transaction() as db:
        return await forget(db, site.settings.limits, bucket)
