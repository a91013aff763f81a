"""Signatures: signing, and every later change of a signature's status together with its tally.

All verbs take many at once: who signs at the same moment shares the statements and the commit.
"""

from collections.abc import Mapping, Sequence
from itertools import compress

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.defenses.form_tokens import spend_form_tokens
from wechoose.mail.outbox import Wish, write_letters
from wechoose.signing.arrivals import note_arrivals
from wechoose.signing.columns import Shown, pairs_of, shown_of, signature_columns, signer_columns
from wechoose.signing.promised import read_promises
from wechoose.signing.submission import Submission

sql = queries("signing/signatures")

# What may become what; only `verified` is counted.
BECOMES = {
    "verified": ["pending"],
    "withdrawn": ["pending", "verified"],
}


class Signer(msgspec.Struct, frozen=True):
    """A signer's row, locked until the transaction ends.

    `named`: not erased; `stopped`: wants no mail; `verified`: has verified some signature.
    """

    named: bool
    stopped: bool
    verified: bool

    @property
    def is_open_to_typing(self) -> bool:
        """What was typed replaces what is sealed only while nothing is verified: until then it may be anybody's
        typing, and afterwards nobody but the mailbox's owner may change a name."""
        return not self.stopped and not (self.named and self.verified)


class Standing(msgspec.Struct, frozen=True):
    """Where a signer's signatures stand: the signer's state, the status by demand, and which of these just changed.

    `named`: not erased.
    """

    named: bool
    state: str
    statuses: dict[int, str]
    changed: set[int]

    def has(self, status: str) -> bool:
        return status in self.statuses.values()


async def sign_together(
    db: Connection, site: Site, submissions: Sequence[Submission]
) -> list[Invalid | None]:
    """Note signatures on each demand and the letters that ask to confirm them; no answer says what was there before.

    No two submissions are of one signer or with one form token. A mailbox that wants no mail is only looked up, as
    often as any other: the time it takes must not tell.
    """
    answers = await spend_form_tokens(db, [(each.nonce, each.signer_key) for each in submissions])
    acting = [
        submission
        for submission, first in zip(submissions, answers, strict=True)
        if first is True or (first is False and await _asks_more(db, submission))
    ]
    if acting:
        await _enter(db, site, sorted(acting, key=lambda each: (each.bucket, each.signer_key)))
    return [answer if isinstance(answer, Invalid) else None for answer in answers]


async def change_status(
    db: Connection,
    wanted: Mapping[bytes, Sequence[int]],
    status: str,
    shown: Mapping[bytes, Shown] | None = None,
) -> dict[bytes, Standing]:
    """Give those signatures that may take it a new status, and change their tallies with it.

    `wanted` are demands by signer key. The only way to a new status, for every path there is; one statement, which
    may be a transaction by itself. Of what was ticked only that counts which was `shown`, to whom it was shown. Returns
    where all of them stand then, by signer key.
    """
    standings: dict[bytes, Standing] = {}
    columns = pairs_of(wanted) | shown_of(wanted, shown or {})
    for row in await sql.change_status(
        db, status=status, from_statuses=BECOMES[status], at=clock.now(), **columns
    ):
        standing = standings.get(row["signer_key"])
        if standing is None:
            standing = standings[row["signer_key"]] = Standing(row["named"], row["state"], {}, set())
        standing.statuses[row["demand_id"]] = row["status"]
        if row["changes"]:
            standing.changed.add(row["demand_id"])
    return standings


async def lock_signers(db: Connection, signer_keys: Sequence[bytes]) -> dict[bytes, Signer]:
    """Those signers there are, locked in order; always before any of their signatures, so that two changes never
    wait in a circle."""
    rows = await sql.lock_signers(
        db, buckets=[bucket_of(key) for key in signer_keys], signer_keys=list(signer_keys)
    )
    return {row["signer_key"]: Signer(row["named"], row["stopped"], row["verified"]) for row in rows}


async def _asks_more(db: Connection, submission: Submission) -> bool:
    """Whether a form that is sent again names a demand that its signer has not signed, or, while they wait, other acts:
    it was changed in between."""
    rows = await sql.statuses(db, **pairs_of({submission.signer_key: submission.demand_ids}))
    pledged = {row["demand_id"]: read_promises(row["promises"]) for row in rows if row["status"] == "pending"}
    changed = pledged.get(submission.pledge_id or 0, submission.promises) != submission.promises
    return changed or {row["demand_id"] for row in rows} != set(submission.demand_ids)


async def _enter(db: Connection, site: Site, submissions: list[Submission]) -> None:
    signers = await _enter_signers(db, site, submissions)
    newcomers = {each.signer_key for each in submissions} - signers.keys()
    await _enter_signatures(
        db,
        [
            each
            for each in submissions
            if each.signer_key in newcomers or not signers[each.signer_key].stopped
        ],
    )
    await note_arrivals(db, submissions)
    statuses = await _statuses(db, [each for each in submissions if each.signer_key in signers])
    wishes = [_wish(each, statuses.get(each.signer_key)) for each in submissions]
    await write_letters(db, site.settings.limits, wishes, newcomers)


async def _enter_signers(db: Connection, site: Site, submissions: list[Submission]) -> dict[bytes, Signer]:
    """Add the signers there were not, lock and return those there were."""
    columns = signer_columns(site, submissions)
    known: dict[bytes, Signer] = {}
    newcomers: set[bytes] = set()
    while len(known) + len(newcomers) < len(submissions):
        # More than one turn only when retention took a signer away in between; then there is room for a new one.
        newcomers |= {row["signer_key"] for row in await sql.add_signers(db, at=clock.now(), **columns)}
        known = await lock_signers(db, [e.signer_key for e in submissions if e.signer_key not in newcomers])
    retyped = {key for key, signer in known.items() if signer.is_open_to_typing}
    if retyped:
        chosen = [each.signer_key in retyped for each in submissions]
        await sql.reseal_signers(db, **{name: list(compress(them, chosen)) for name, them in columns.items()})
    return known


async def _enter_signatures(db: Connection, submissions: list[Submission]) -> None:
    rows = [(each, demand_id) for each in submissions for demand_id in each.demand_ids]
    await sql.add_signatures(
        db,
        buckets=[each.bucket for each, _ in rows],
        demand_ids=[demand_id for _, demand_id in rows],
        signer_keys=[each.signer_key for each, _ in rows],
        **signature_columns([each for each, _ in rows]),
        at=clock.now(),
    )


async def _statuses(db: Connection, submissions: list[Submission]) -> dict[bytes, dict[int, str]]:
    found: dict[bytes, dict[int, str]] = {each.signer_key: {} for each in submissions}
    wanted = {each.signer_key: each.demand_ids for each in submissions}
    for row in await sql.statuses(db, **pairs_of(wanted)):
        found[row["signer_key"]][row["demand_id"]] = row["status"]
    return found


def _wish(submission: Submission, statuses: Mapping[int, str] | None) -> Wish:
    """A letter that asks to confirm what is pending; when all is confirmed already, one that says so.

    Of a newcomer everything is pending. With nothing to say a letter is still asked for, and then not written.
    """
    if statuses is None:
        statuses = dict.fromkeys(submission.demand_ids, "pending")
    pending = [demand_id for demand_id, status in statuses.items() if status == "pending"]
    verified = [demand_id for demand_id, status in statuses.items() if status == "verified"]
    return Wish(
        submission.bucket,
        submission.signer_key,
        "confirmation" if pending else "already_signed",
        pending or verified,
        submission.language,
    )
