"""Roles: the one table of who may do what at the desk; what is not written here is not there for anybody."""

from collections.abc import Mapping
from typing import Any

# What everybody may who is a leader at all.
ALL = frozenset({"come in", "sign out", "manage own sign-in"})

MAY = {
    "owner": ALL
    | {
        "download lists",
        "see reach",
        "see mail",
        "retry mail",
        "read the audit trail",
        "export the audit trail",
        "see partners",
        "change partners",
        "see partner",
        "use widget",
        "use keys",
        "download consents",
        "see officials",
        "change officials",
        "import officials",
        "edit letters",
        "see deliveries",
        "order deliveries",
        "take files",
        "hand over",
        "publish deliveries",
        "see approvals",
        "approve",
        "see team",
        "change team",
    },
    # Texts: what officials are told, and whom they are told to be.
    "editor": ALL | {"see reach", "see officials", "change officials", "edit letters"},
    "moderator": ALL | {"see reach"},
    # For the states they work in; see `Leader.covers`.
    "deliverer": ALL
    | {
        "download lists",
        "see officials",
        "see deliveries",
        "order deliveries",
        "take files",
        "hand over",
        "see approvals",
    },
    "partner": ALL,
}

# What a role may do at the addresses that belong to its own partner, as their part `code` says, and at no other.
MAY_OWN = {
    "partner": frozenset({"see partner", "use widget", "use keys", "download consents"}),
}


def may(role: str, right: str | None, partner: str = "", address: Mapping[str, Any] | None = None) -> bool:
    """Whether this role has the right, at an address with these parts; `partner` is the code of its own partner."""
    if right in MAY.get(role, frozenset()):
        return True
    is_own = bool(partner) and (address or {}).get("code") == partner
    return is_own and right in MAY_OWN.get(role, frozenset())
