"""A kind of approval that is nobody's own: breakfast, to be had only with another owner's consent."""

from typing import Any

from wechoose.approvals.approvals import Kind
from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.leaders.people import Leader

BREAKFAST = "breakfast"


class Breakfasts:
    """What was made, and what was not."""

    def __init__(self) -> None:
        self.made: list[tuple[int, Any]] = []
        self.turned_down: list[tuple[Any, str]] = []
        self.kinds = {BREAKFAST: Kind("come in", self._say, self._make, self._turn_down)}

    async def _say(self, _db: Connection, _site: Site, payload: Any) -> str:
        return f"Breakfast with {payload['eggs']} eggs"

    async def _make(self, db: Connection, _site: Site, asker: Leader, payload: Any) -> str:
        if payload["eggs"] == 0:
            await trail.append(db, leader_id=None, act=acts.ADDED_PARTNER)
            raise Refusal("No eggs.")
        self.made.append((asker.leader_id, payload))
        return "/desk"

    async def _turn_down(self, _db: Connection, payload: Any, status: str) -> None:
        self.turned_down.append((payload, status))
