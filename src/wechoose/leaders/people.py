"""People: a leader is added by the command, kept sealed, and found by a keyed hash of the address."""

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

sql = queries("leaders/people")


class Leader(msgspec.Struct, frozen=True):
    """`partner`: the code of whom a leader with this role works for, "" for all others."""

    leader_id: int
    email: str
    role: str
    partner: str

    @property
    def subject(self) -> str:
        """How the audit trail names this leader: a dump of it must not say who leads the campaign."""
        return f"leader {self.leader_id}"


async def add_leader(db: Connection, site: Site, email: str, role: str, partner: str = "") -> Leader:
    """The leader with this address, added unless known; raises Refusal for what is no address, role or partner."""
    await _check_role(db, role, partner)
    address = _checked(email)
    key = _email_key(site, address)
    sealed = site.seals.seal(key, address.encode())
    is_new = await sql.add_leader(
        db, email_key=key, sealed=sealed, role=role, partner=partner, at=clock.now()
    )
    leader = open_leader(site.seals, **await sql.find_leader(db, email_key=key))
    if (leader.role, leader.partner) != (role, partner):
        sentence = _("%(email)s is a leader already, with the role %(role)s.")
        raise Refusal(sentence % {"email": address, "role": leader.role})
    if is_new:
        subject, details = leader.subject, {"role": role} | ({"partner": partner} if partner else {})
        await trail.append(db, leader_id=None, act=acts.ADDED_LEADER, subject=subject, details=details)
    return leader


async def all_leaders(db: Connection, site: Site) -> list[Leader]:
    return [open_leader(site.seals, **row) for row in await sql.all_leaders(db)]


def open_leader(
    seals: Seals, leader_id: int, email_key: bytes, sealed: bytes, role: str, partner: str
) -> Leader:
    return Leader(leader_id, seals.open(email_key, sealed).decode(), role, partner)


async def _check_role(db: Connection, role: str, partner: str) -> None:
    if role not in MAY:
        sentence = _("%(role)s is no role here; the roles are %(roles)s.")
        raise Refusal(sentence % {"role": role, "roles": ", ".join(MAY)})
    if role == "partner" and not partner:
        raise Refusal(_("Say which partner this leader works for: --partner CODE."))
    if role != "partner" and partner:
        raise Refusal(_("Only a leader with the role partner works for one partner."))
    if partner and not await sql.is_partner(db, code=partner):
        raise Refusal(_("No organization of the coalition has the code %(code)s.") % {"code": partner})


def _checked(email: str) -> str:
    try:
        checked = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        sentence = _("%(email)s is no e-mail address; write it like name@example.org.")
        raise Refusal(sentence % {"email": email}) from None
    return checked.normalized.lower()


def _email_key(site: Site, address: str) -> bytes:
    """Not the signer key of the same address: a dump must not tell what a leader signed."""
    return keyed_hash(site.address_key, f"leader {address}")
