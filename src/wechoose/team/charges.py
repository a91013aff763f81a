"""Charges: what a leader is to do here, as an owner types it."""

import re
from collections.abc import Mapping

import msgspec

from wechoose.audit.reasons import check_reason
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, Refusal
from wechoose.base.words import _
from wechoose.leaders.people import checked_email
from wechoose.leaders.roles import MAY
from wechoose.leaders.standing import partner_names
from wechoose.places.states import find_state

FIELDS = ("email", "role", "partner", "states", "reason")
BLANK: dict[str, str] = dict.fromkeys(FIELDS, "")


class Charge(msgspec.Struct, frozen=True):
    """`partner` is the code of whom a leader with this role works for; `states` those of a deliverer, none: all."""

    role: str
    partner: str = ""
    states: tuple[str, ...] = ()

    @property
    def details(self) -> dict[str, str]:
        """For the audit trail."""
        said = {"role": self.role, "partner": self.partner, "states": " ".join(self.states)}
        return {name: value for name, value in said.items() if value}


async def check_charge(db: Connection, typed: Mapping[str, str]) -> tuple[Charge, str]:
    """The charge and the reason; raises Invalid with a sentence for every field that is wrong."""
    wrong: dict[str, str] = {}
    charge, reason = await _charge(db, typed, wrong), check_why(typed, wrong)
    if wrong:
        raise Invalid(wrong)
    return charge, reason


async def check_invitation(db: Connection, typed: Mapping[str, str]) -> tuple[str, Charge, str]:
    """The address, the charge and the reason; raises Invalid."""
    wrong: dict[str, str] = {}
    try:
        email = checked_email(typed["email"])
    except Refusal:
        email, wrong["email"] = "", _("Write an e-mail address like name@example.org.")
    charge, reason = await _charge(db, typed, wrong), check_why(typed, wrong)
    if wrong:
        raise Invalid(wrong)
    return email, charge, reason


def check_why(typed: Mapping[str, str], wrong: dict[str, str]) -> str:
    return check_reason(typed["reason"], wrong, _("Say in a few words why."))


def role_words() -> dict[str, str]:
    """Each role with what it is, in the reader's language."""
    return {
        "owner": _("Owner: everything"),
        "editor": _("Editor: letters to officials, and officials’ details"),
        "moderator": _("Moderator: sees how demands spread"),
        "deliverer": _("Deliverer: officials, deliveries and signer lists of chosen states or of all"),
        "partner": _("Partner: the pages of one organization"),
    }


async def _charge(db: Connection, typed: Mapping[str, str], wrong: dict[str, str]) -> Charge:
    role, partner, states = typed["role"], typed["partner"], _states(typed["states"], wrong)
    if role not in MAY:
        wrong["role"] = _("Choose a role.")
    if role == "partner" and partner not in await partner_names(db):
        wrong["partner"] = _("Choose the organization that this leader works for.")
    if role != "partner" and partner:
        wrong["partner"] = _("Only the role Partner goes with an organization.")
    if role != "deliverer" and states:
        wrong["states"] = _("Only the role Deliverer goes with states.")
    return Charge(role, partner, states)


def _states(text: str, wrong: dict[str, str]) -> tuple[str, ...]:
    codes = [code for code in re.split(r"[\s,;]+", text) if code]
    found = {code: find_state(code) for code in codes}
    unknown = [code for code, state in found.items() if state is None]
    if unknown:
        wrong["states"] = _("%(codes)s: no such state. Write them like NJ, NY.") % {
            "codes": ", ".join(unknown)
        }
    return tuple(sorted({state.usps for state in found.values() if state}))
