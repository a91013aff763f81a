"""People: a leader is added by the command, kept sealed, and found by a keyed hash of the address."""

from collections.abc import Sequence

import msgspec
from email_validator import EmailNotValidError, validate_email

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.sealing import Seals, keyed_hash
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.roles import MAY
from wechoose.places.states import find_state

sql = queries("leaders/people")


class Leader(msgspec.Struct, frozen=True):
    """`partner`: the code of whom a leader with this role works for, "" for all others.

    `states`: the USPS codes of the states a deliverer works in; none means all.
    """

    leader_id: int
    email: str
    role: str
    partner: str
    states: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """How the audit trail names this leader: a dump of it must not say who leads the campaign."""
        return f"leader {self.leader_id}"

    def covers(self, state: str | None) -> bool:
        """Whether this leader works in the state; None is the whole country."""
        return not self.states or state in self.states


async def add_leader(
    db: Connection, site: Site, email: str, role: str, partner: str = "", states: Sequence[str] = ()
) -> Leader:
    """The leader with this address, added unless known.

    Raises Refusal for what is no address, role, partner or state.
    """
    states = await _check_role(db, role, partner, states)
    address = checked_email(email)
    key = email_key(site, address)
    sealed = site.seals.seal(key, address.encode())
    is_new = await sql.add_leader(
        db, email_key=key, sealed=sealed, role=role, partner=partner, states=states, at=clock.now()
    )
    leader = open_leader(site.seals, **await sql.find_leader(db, email_key=key))
    if (leader.role, leader.partner, leader.states) != (role, partner, states):
        sentence = _("%(email)s is a leader already, with the role %(role)s.")
        raise Refusal(sentence % {"email": address, "role": leader.role})
    if is_new:
        details = {"role": role, "partner": partner, "states": " ".join(states)}
        details = {name: value for name, value in details.items() if value}
        await trail.append(db, leader_id=None, act=acts.ADDED_LEADER, subject=leader.subject, details=details)
    return leader


async def find_leader(db: Connection, site: Site, email: str) -> Leader:
    """The leader with this address; raises Refusal where nobody has it."""
    row = await sql.find_leader(db, email_key=email_key(site, checked_email(email)))
    if row is None:
        raise Refusal(_("%(email)s is no leader here.") % {"email": email})
    return open_leader(site.seals, **row)


async def all_leaders(db: Connection, site: Site) -> list[Leader]:
    return [open_leader(site.seals, **row) for row in await sql.all_leaders(db)]


def open_leader(
    seals: Seals, leader_id: int, email_key: bytes, sealed: bytes, role: str, partner: str, states: list[str]
) -> Leader:
    return Leader(leader_id, seals.open(email_key, sealed).decode(), role, partner, tuple(states))


async def _check_role(db: Connection, role: str, partner: str, states: Sequence[str]) -> tuple[str, ...]:
    """The states in order."""
    if role not in MAY:
        sentence = _("%(role)s is no role here; the roles are %(roles)s.")
        raise Refusal(sentence % {"role": role, "roles": ", ".join(MAY)})
    if role == "partner" and not partner:
        raise Refusal(_("Say which partner this leader works for: --partner CODE."))
    if role != "partner" and partner:
        raise Refusal(_("Only a leader with the role partner works for one partner."))
    if partner and not await sql.is_partner(db, code=partner):
        raise Refusal(_("No organization of the coalition has the code %(code)s.") % {"code": partner})
    if states and role != "deliverer":
        raise Refusal(_("Only a leader with the role deliverer works for chosen states."))
    return tuple(sorted({_state(code) for code in states}))


def _state(code: str) -> str:
    found = find_state(code)
    if found is None:
        raise Refusal(_("%(code)s is no state; write it like NJ.") % {"code": code})
    return found.usps


def checked_email(email: str) -> str:
    """The address as leaders are found by it; raises Refusal for what is none."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        sentence = _("%(email)s is no e-mail address; write it like name@example.org.")
        raise Refusal(sentence % {"email": email}) from None
    return checked.normalized.lower()


def email_key(site: Site, address: str) -> bytes:
    """What a leader is found by. Not the signer key of the same address: a dump must not tell what a leader signed."""
    return keyed_hash(site.address_key, f"leader {address}")
