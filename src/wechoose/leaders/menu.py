"""The menu: the desk's rooms, the only list of them; a leader sees those that their role opens."""

import msgspec

from wechoose.base.words import _
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may


class Room(msgspec.Struct, frozen=True):
    """`waiting`: how many things in it wait for this leader."""

    address: str
    word: str
    right: str
    waiting: int = 0


def rooms_of(leader: Leader, waiting: int = 0) -> list[Room]:
    """`waiting`: how many approvals wait for this leader."""
    if leader.partner:
        return [Room(f"/desk/partners/{leader.partner}", _("My organization"), "see partner")]
    return [room for room in _rooms(waiting) if may(leader.role, room.right)]


def _rooms(waiting: int) -> list[Room]:
    return [
        Room("/desk", _("Demands"), "come in"),
        Room("/desk/deliveries", _("Deliveries"), "see deliveries"),
        Room("/desk/officials", _("Officials"), "see officials"),
        Room("/desk/letters", _("Letters"), "edit letters"),
        Room("/desk/approvals", _("Approvals"), "see approvals", waiting),
        Room("/desk/partners", _("Partners"), "see partners"),
        Room("/desk/team", _("Team"), "see team"),
        Room("/desk/mail", _("Mail"), "see mail"),
        Room("/desk/audit", _("Audit trail"), "read the audit trail"),
    ]
