"""Proving: a leader shows their second factor, and the session goes on under a new token."""

from collections.abc import Mapping

import msgspec

from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders import letters, passkeys, recovery, totp
from wechoose.leaders.challenges import spend_challenge
from wechoose.leaders.sessions import Session, hold_session, note_wrong_code, prove_session
from wechoose.web.forms import Form

# What the fields of a proof are called: no form of the desk has others of these names.
CODE, RECOVERY = "proof_code", "proof_recovery"
CHALLENGE, ANSWER = "proof_challenge", "proof_answer"
FIELDS = {CODE, RECOVERY, CHALLENGE, ANSWER}
PURPOSE = "proof"


class Outcome(msgspec.Struct, frozen=True):
    """`token`: of the session from now on. Without one `errors` say what is wrong, or the session `is_over`."""

    token: str = ""
    errors: Mapping[str, str] = {}
    is_over: bool = False


def is_proof(form: Form) -> bool:
    return not FIELDS.isdisjoint(name for name, _value in form.pairs)


async def prove(db: Connection, site: Site, session: Session, form: Form, address: str) -> Outcome:
    """With a passkey's answer, an app's code or a recovery code, whichever the form brings."""
    leader_id = session.leader.leader_id
    # Of many codes sent at once those after the last that may be wrong are not even looked at.
    if not await hold_session(db, session):
        return Outcome(is_over=True)
    if form[ANSWER]:
        return await _by_passkey(db, site, session, form, address)
    if form[RECOVERY].strip():
        if not await recovery.spend_code(db, site, leader_id, form[RECOVERY]):
            return await _wrong(db, session, RECOVERY, address)
        await trail.append(db, leader_id=leader_id, act=acts.USED_RECOVERY_CODE, address=address)
        await letters.tell(db, leader_id, acts.USED_RECOVERY_CODE)
        return await proven(db, site, session, "recovery code", address)
    if not form[CODE].strip():
        return Outcome(errors={CODE: _("Type the six digits that your app shows.")})
    if not await totp.spend_code(db, site, leader_id, form[CODE]):
        return await _wrong(db, session, CODE, address)
    return await proven(db, site, session, "app", address)


async def proven(db: Connection, site: Site, session: Session, way: str, address: str) -> Outcome:
    act = acts.SIGNED_IN if session.factor_at is None else acts.PROVED_FACTOR
    await trail.append(db, leader_id=session.leader.leader_id, act=act, details={"by": way}, address=address)
    return Outcome(token=await prove_session(db, site, session))


async def _by_passkey(db: Connection, site: Site, session: Session, form: Form, address: str) -> Outcome:
    party = passkeys.party_of(site.settings)
    challenge = await spend_challenge(db, site, PURPOSE, form[CHALLENGE], session.session_id)
    if party is None or challenge is None:
        return Outcome(errors={ANSWER: _("That took too long. Please try once more.")})
    try:
        await passkeys.use_passkey(db, site, party, form[ANSWER], challenge, session.leader.leader_id)
    except passkeys.Refused:
        return Outcome(
            errors={ANSWER: _("That passkey does not open this desk. Try another one, or a code.")}
        )
    return await proven(db, site, session, "passkey", address)


async def _wrong(db: Connection, session: Session, field: str, address: str) -> Outcome:
    """Who guesses has a handful of tries for each link from the leader's mailbox, and the leader hears of it."""
    if not await note_wrong_code(db, session):
        return Outcome(errors={field: _("This code is not right, or it was used before. Try the next one.")})
    leader_id = session.leader.leader_id
    await trail.append(db, leader_id=leader_id, act=acts.TYPED_WRONG_CODES, address=address)
    await letters.tell(db, leader_id, acts.TYPED_WRONG_CODES)
    return Outcome(is_over=True)
