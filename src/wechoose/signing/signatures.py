"""Signatures: signing, and every later change of a signature's status together with its tally."""

from collections import Counter
from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.defenses.form_tokens import spend_form_token
from wechoose.mail.outbox import write_letter
from wechoose.signing.people import seal_person
from wechoose.signing.submission import Submission
from wechoose.signing.tallies import Slot, change_tallies

sql = queries("signing/signatures")

# What may become what; only `verified` is counted.
BECOMES = {
    "verified": ["pending"],
    "withdrawn": ["pending", "verified"],
}


class Signer(msgspec.Struct, frozen=True):
    """A signer's row, locked until the transaction ends. `verified`: has verified some signature."""

    sealed: bytes | None
    mail_stopped_at: datetime | None
    verified: bool


async def sign(db: Connection, site: Site, submission: Submission) -> None:
    """Note a signature on each demand and the letter that asks to confirm it; says nothing of what was there before.

    A mailbox that wants no mail is only looked up, as often as any other: the time it takes must not tell.
    """
    is_first = await spend_form_token(db, submission.nonce, submission.signer_key)
    if not is_first and not await _asks_more(db, submission):
        return
    signer = await _enter_signer(db, site, submission)
    if signer is None or signer.mail_stopped_at is None:
        await _enter_signatures(db, submission)
    await _write_letter(db, site, submission, await _statuses(db, submission))


async def change_status(
    db: Connection, bucket: int, signer_key: bytes, demand_ids: list[int], status: str
) -> list[int]:
    """Give those of a signer's signatures that may take it a new status, and change their tallies with it.

    The only way to a new status, for every path there is. Returns the demands whose signatures changed.
    """
    rows = await sql.lock_signatures(
        db, bucket=bucket, signer_key=signer_key, demand_ids=demand_ids, statuses=BECOMES[status]
    )
    changed = [row["demand_id"] for row in rows]
    if changed:
        at = clock.now()
        await sql.set_status(
            db, bucket=bucket, signer_key=signer_key, demand_ids=changed, status=status, at=at
        )
        changes: Counter[Slot] = Counter()
        for row in rows:
            slot = Slot(row["demand_id"], row["state"], row["partner_id"] or 0, row["channel"])
            changes[slot] += (status == "verified") - (row["status"] == "verified")
        await change_tallies(db, bucket, changes)
    return changed


async def lock_signer(db: Connection, bucket: int, signer_key: bytes) -> Signer | None:
    """The signer, locked; always before any of the signer's signatures, so that two changes never wait in a circle."""
    row = await sql.lock_signer(db, bucket=bucket, signer_key=signer_key)
    return Signer(**row) if row else None


async def _asks_more(db: Connection, submission: Submission) -> bool:
    """Whether a form that is sent again names a demand that its signer has not signed: it was changed in between."""
    signed = await _statuses(db, submission)
    return len(signed) < len(submission.demand_ids)


async def _statuses(db: Connection, submission: Submission) -> dict[int, str]:
    rows = await sql.statuses(
        db, bucket=submission.bucket, signer_key=submission.signer_key, demand_ids=submission.demand_ids
    )
    return {row["demand_id"]: row["status"] for row in rows}


async def _enter_signer(db: Connection, site: Site, submission: Submission) -> Signer | None:
    """Add the signer, or lock the one there is; None when new.

    What was typed replaces what is sealed only while nothing is verified: until then it may be anybody's typing, and
    afterwards nobody but the mailbox's owner may change a name.
    """
    sealed = seal_person(site.seals, submission.signer_key, submission.person)
    key = {"bucket": submission.bucket, "signer_key": submission.signer_key}
    signer = None
    while signer is None:
        if await sql.add_signer(db, **key, sealed=sealed, language=submission.language, at=clock.now()):
            return None
        # None when retention took the signer away in between; then there is room for a new one.
        signer = await lock_signer(db, **key)
    if signer.mail_stopped_at is None and (signer.sealed is None or not signer.verified):
        await sql.reseal_signer(db, **key, sealed=sealed, language=submission.language)
    return signer


async def _enter_signatures(db: Connection, submission: Submission) -> None:
    await sql.add_signatures(
        db,
        bucket=submission.bucket,
        demand_ids=submission.demand_ids,
        signer_key=submission.signer_key,
        state=submission.state,
        zip=submission.zip,
        partner_id=submission.partner_id,
        channel=submission.channel,
        public=submission.public,
        news=submission.news,
        consents=submission.consents,
        at=clock.now(),
    )


async def _write_letter(db: Connection, site: Site, submission: Submission, statuses: dict[int, str]) -> None:
    """A letter that asks to confirm what is pending; when all is confirmed already, one that says so.

    With nothing to say it is still asked for, and then not written.
    """
    pending = [demand_id for demand_id, status in statuses.items() if status == "pending"]
    verified = [demand_id for demand_id, status in statuses.items() if status == "verified"]
    await write_letter(
        db,
        site.settings.limits,
        submission.bucket,
        submission.signer_key,
        "confirmation" if pending else "already_signed",
        pending or verified,
        submission.language,
    )
