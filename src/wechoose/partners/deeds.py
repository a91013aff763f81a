"""Deeds: what is done to a partner goes to the audit trail, with who did it and from where."""

from typing import Any, NamedTuple

from wechoose.audit import trail
from wechoose.base.database import Connection


class By(NamedTuple):
    """The leader, None for somebody with a shell on the server, and the address that the request came from."""

    leader_id: int | None
    address: str = ""


async def write_down(db: Connection, act: str, code: str, by: By, details: dict[str, Any]) -> None:
    """In the transaction of the deed. Details are codes and settings, and say nothing about people."""
    await trail.append(
        db,
        leader_id=by.leader_id,
        act=act,
        subject=f"partner {code}",
        details=details,
        address=by.address,
    )
