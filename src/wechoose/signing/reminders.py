"""Reminders: a letter on the day before an act, once, to who ticked that they want it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import BUCKETS
from wechoose.base.site import Site
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composer
from wechoose.mail.letters import Letter
from wechoose.mail.outbox import Wish, write_letters
from wechoose.signing.letters import arrange, ask_for, find_acts, write
from wechoose.signing.promised import today

sql = queries("signing/reminders")

BATCH = 200


async def write_reminders(site: Site) -> None:
    """Whatever is due now. A batch is a transaction, so that nobody who signs meanwhile waits for long."""
    for bucket in range(BUCKETS):
        while await _write_batch(site, bucket) >= BATCH:
            pass


async def compose_reminders(db: Connection, site: Site, errands: Sequence[Claimed]) -> list[Letter | None]:
    matters = arrange(errands, await sql.find_matter(db, **ask_for(errands), today=today()))
    matters = [[row for row in matter if row["promises"]] for matter in matters]
    acts = await find_acts(db, errands, matters)
    pairs = zip(errands, matters, strict=True)
    return [write(site, errand, matter, acts) if matter else None for errand, matter in pairs]


COMPOSERS: Mapping[str, Composer] = {"reminder": compose_reminders}


async def _write_batch(site: Site, bucket: int) -> int:
    """Marked with the letter, in one transaction, so that none is written twice; returns how many are written.

    What a mailbox has no room for today is due again at the next turn, until its day has come.
    """
    async with site.database.transaction() as db:
        due = await sql.lock_due(db, bucket=bucket, now=clock.now(), today=today(), most=BATCH)
        if not due:
            return 0
        wishes = _wishes(bucket, due)
        written = await write_letters(db, site.settings.limits, wishes)
        heard = {wish.signer_key for wish, said in zip(wishes, written, strict=True) if said}
        done = [row for row in due if row["signer_key"] in heard]
        if done:
            await sql.mark_written(
                db,
                bucket=bucket,
                now=clock.now(),
                demand_ids=[row["demand_id"] for row in done],
                signer_keys=[row["signer_key"] for row in done],
                act_ids=[row["act_id"] for row in done],
            )
        return len(done)


def _wishes(bucket: int, due: Sequence[Mapping]) -> list[Wish]:
    demands: dict[bytes, list[int]] = defaultdict(list)
    for row in due:
        demands[row["signer_key"]].append(row["demand_id"])
    words = {row["signer_key"]: row["language"] for row in due}
    return [Wish(bucket, key, "reminder", ids, words[key]) for key, ids in demands.items()]
