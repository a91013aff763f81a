"""Kinds: the only list of what can wait for a second person."""

from wechoose.approvals.approvals import Kinds
from wechoose.deliveries.approved import APPROVED as DELIVERIES
from wechoose.lists import approved
from wechoose.team import doing

KINDS: Kinds = {**approved.APPROVED, **DELIVERIES, **doing.APPROVED}
