"""Kinds: the only list of what can wait for a second person."""

from wechoose.approvals.approvals import Kinds
from wechoose.lists import approved

KINDS: Kinds = {**approved.APPROVED}
