"""Second factors: which ones a leader has, and how they come and go; each change is on record and told by letter."""

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders import letters, passkeys, recovery, totp
from wechoose.leaders.passkeys import Party, Passkey
from wechoose.leaders.people import Leader
from wechoose.leaders.sessions import end_all
from wechoose.leaders.totp import Authenticator

sql = queries("leaders/factors")


class Factors(msgspec.Struct, frozen=True):
    passkeys: list[Passkey]
    authenticator: Authenticator | None
    codes_left: int

    @property
    def count(self) -> int:
        """Recovery codes are for an emergency, and are none by themselves."""
        return len(self.passkeys) + (self.authenticator is not None)


class By(msgspec.Struct, frozen=True):
    """Who changes their factors, and from which network address."""

    leader: Leader
    address: str


async def factors_of(db: Connection, site: Site, leader_id: int) -> Factors:
    return Factors(
        await passkeys.passkeys_of(db, leader_id),
        await totp.find_authenticator(db, site, leader_id),
        await recovery.count_left(db, leader_id),
    )


async def hold_factors(db: Connection, site: Site, leader_id: int) -> Factors:
    """The same, which nobody changes until the transaction ends."""
    await sql.hold_leader(db, leader_id=leader_id)
    return await factors_of(db, site, leader_id)


async def set_authenticator(db: Connection, site: Site, by: By, secret: str, code: str) -> bool:
    """Whether the code was the app's: then it is the leader's from now on, in the place of one from before."""
    step = totp.find_step(secret, code)
    if step is None:
        return False
    await totp.keep_authenticator(db, site, by.leader.leader_id, secret, step)
    await _note(db, by, acts.SET_AUTHENTICATOR)
    return True


async def add_passkey(db: Connection, party: Party, by: By, answer: str, challenge: bytes, name: str) -> None:
    """Raises passkeys.Refused."""
    await passkeys.add_passkey(db, party, by.leader.leader_id, answer, challenge, name)
    await _note(db, by, acts.ADDED_PASSKEY)


async def make_recovery_codes(db: Connection, site: Site, by: By) -> list[str]:
    codes = await recovery.make_codes(db, site, by.leader.leader_id)
    await _note(db, by, acts.MADE_RECOVERY_CODES)
    return codes


async def remove_passkey(db: Connection, site: Site, by: By, passkey_id: int) -> None:
    """Raises Refusal for the last factor, NotFound for what is not theirs."""
    await _check_another(db, site, by)
    if await passkeys.drop_passkey(db, by.leader.leader_id, passkey_id) is None:
        raise NotFound
    await _note(db, by, acts.REMOVED_PASSKEY)


async def remove_authenticator(db: Connection, site: Site, by: By) -> None:
    """Raises Refusal for the last factor, NotFound when there is none."""
    await _check_another(db, site, by)
    if not await totp.drop_authenticator(db, by.leader.leader_id):
        raise NotFound
    await _note(db, by, acts.REMOVED_AUTHENTICATOR)


async def reset(db: Connection, leader: Leader) -> None:
    """Take everything away, for who lost it all; by command only. Every session ends."""
    await passkeys.drop_passkeys(db, leader.leader_id)
    await totp.drop_authenticator(db, leader.leader_id)
    await recovery.drop_codes(db, leader.leader_id)
    await end_all(db, leader.leader_id)
    await trail.append(db, leader_id=None, act=acts.RESET_FACTORS, subject=leader.subject)
    await letters.tell(db, leader.leader_id, acts.RESET_FACTORS)


async def _check_another(db: Connection, site: Site, by: By) -> None:
    # Two at once could each find the other's.
    if (await hold_factors(db, site, by.leader.leader_id)).count < 2:
        raise Refusal(_("This is your only second factor. Add another one first."))


async def _note(db: Connection, by: By, act: str) -> None:
    if act in (acts.ADDED_PASSKEY, acts.SET_AUTHENTICATOR):
        await sql.note_joined(db, leader_id=by.leader.leader_id, at=clock.now())
    await trail.append(db, leader_id=by.leader.leader_id, act=act, address=by.address)
    await letters.tell(db, by.leader.leader_id, act)
