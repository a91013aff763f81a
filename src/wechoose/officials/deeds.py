"""Deeds: what is done to officials goes to the audit trail, with who did it and from where."""

from typing import Any, NamedTuple

from wechoose.audit import trail
from wechoose.base.database import Connection


class By(NamedTuple):
    """The leader, None for the server itself or somebody with a shell on it, and where the request came from."""

    leader_id: int | None
    address: str = ""


async def write_down(db: Connection, act: str, subject: str, by: By, details: dict[str, Any]) -> None:
    """In the transaction of the deed. Who is in office is public: details may say all."""
    await trail.append(
        db, leader_id=by.leader_id, act=act, subject=subject, details=details, address=by.address
    )
