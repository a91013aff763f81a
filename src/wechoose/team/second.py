"""The second person: whether one is asked, which owners set, and which waits for one itself."""

from typing import Any

from wechoose.approvals import setting
from wechoose.approvals.approvals import Kind
from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.people import Leader
from wechoose.team.changes import HOME, RIGHT

SECOND_PERSON = "second person"


async def _set(db: Connection, _site: Site, asker: Leader, payload: Any) -> str:
    if payload["value"] == setting.ON and not await setting.are_there_two(db):
        raise Refusal(_("There must be two owners who have joined, or nobody could approve anything."))
    await setting.change_setting(db, payload["value"])
    await trail.append(
        db,
        leader_id=asker.leader_id,
        act=acts.CHANGED_SECOND_PERSON,
        details={"second person": payload["value"]},
        reason=payload["reason"],
        address=payload["address"],
    )
    return HOME


async def _say(_db: Connection, _site: Site, payload: Any) -> str:
    if payload["value"] == setting.ON:
        return _("A second person is asked from now on")
    return _("No second person is asked any more")


APPROVED = {SECOND_PERSON: Kind(RIGHT, _say, _set)}
