"""Approvals: what a leader asks for, kept sealed until another leader decides it.

`APPROVED` in a slice says what its own kinds are: `{"whole list": Kind(…)}`; `wechoose.kinds` has them all.
A verb whose act needs a second person asks `setting.is_second_needed` and then does it at once or calls `ask`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection, Database, Row
from wechoose.base.kept import Kept
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.site import Site
from wechoose.leaders import letters
from wechoose.leaders.people import Leader
from wechoose.leaders.standing import owners

sql = queries("approvals/approvals")

LATEST = 50


class File(msgspec.Struct, frozen=True):
    name: str
    media_type: str
    chunks: AsyncGenerator[bytes, None]


class Kind(msgspec.Struct, frozen=True):
    """What can wait for a second person. Its functions get the payload that was given to `ask`.

    `right`: what the asker must still be allowed when it is carried out.
    `say`: a sentence about what will be done, in the reader's language, with everything that the approver answers for.
    `carry_out`: does it for the asker, in the transaction of the approval, and returns the address at the desk of
    what came of it, "" for none; raises Refusal for what can't be done any more.
    `turn_down`: told when it was "refused", "withdrawn" or "expired".
    `hand_over`: where what comes of it is a file: writes down that the asker takes it (once, soon, why, from where)
    and begins it.
    """

    right: str
    say: Callable[[Connection, Site, Any], Awaitable[str]]
    carry_out: Callable[[Connection, Site, Leader, Any], Awaitable[str]]
    turn_down: Callable[[Connection, Any, str], Awaitable[None]] | None = None
    hand_over: Callable[[Connection, Site, Leader, Any, str, str], Awaitable[File]] | None = None


Kinds = dict[str, Kind]


class Approval(msgspec.Struct, frozen=True):
    """`status` is open, approved, refused, withdrawn or expired; `decision` says why, `outcome` where it led."""

    approval_id: int
    kind: str
    subject: str
    details: dict[str, Any]
    payload: Any
    asked_by: int
    asked_at: datetime
    reason: str
    expires_at: datetime
    status: str
    decided_by: int | None
    decided_at: datetime | None
    decision: str
    outcome: str
    taken_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status == "open" and clock.now() < self.expires_at

    @property
    def address(self) -> str:
        return f"/desk/approvals/{self.approval_id}"


async def ask(
    db: Connection,
    site: Site,
    kind: str,
    leader: Leader,
    subject: str,
    details: dict[str, Any],
    payload: Any,
    reason: str,
    address: str,
) -> int:
    """Let another owner decide this, and write to them all; its number is returned, its page /desk/approvals/<number>.

    `subject` and `details` go to the audit trail and name nobody; `payload` may, and is sealed. Writes to the trail,
    so it comes last in a transaction.
    """
    approval_id, now = await sql.next_number(db), clock.now()
    await sql.add_approval(
        db,
        approval_id=approval_id,
        kind=kind,
        subject=subject,
        details=msgspec.json.encode(details).decode(),
        sealed=site.seals.seal(_owner(approval_id), msgspec.json.encode(payload)),
        asked_by=leader.leader_id,
        asked_at=now,
        reason=reason,
        expires_at=now + timedelta(days=site.settings.limits.approval_days),
    )
    for owner in await owners(db):
        if owner != leader.leader_id:
            await letters.write(db, owner, "approval_asked")
    await trail.append(
        db,
        leader_id=leader.leader_id,
        act=acts.ASKED_APPROVAL,
        subject=subject,
        details={"approval": approval_id, "what": kind, **details},
        reason=reason,
        address=address,
    )
    return approval_id


async def find_approval(db: Connection, site: Site, approval_id: int) -> Approval:
    """Raises NotFound."""
    return _opened(site, await sql.find_approval(db, approval_id=approval_id))


async def hold_approval(db: Connection, site: Site, approval_id: int) -> Approval:
    """The same, locked until the transaction ends. Raises NotFound."""
    return _opened(site, await sql.hold_approval(db, approval_id=approval_id))


async def open_approvals(db: Connection, site: Site) -> list[Approval]:
    return [_opened(site, row) for row in await sql.open_approvals(db, at=clock.now())]


async def latest_approvals(db: Connection, site: Site, asked_by: int | None = None) -> list[Approval]:
    """Those that wait no longer, of one leader or of all."""
    rows = await sql.latest_approvals(db, asked_by=asked_by, limit=LATEST)
    return [_opened(site, row) for row in rows]


def keep_askers(database: Database) -> Kept[list[int]]:
    """Who asked for each that waits: all others who may can decide it."""

    async def load() -> list[int]:
        async with database.transaction(read_only=True, share="looks") as db:
            return await askers(db)

    return Kept(load)


async def askers(db: Connection) -> list[int]:
    return [asked_by for (asked_by,) in await sql.askers(db, at=clock.now())]


async def take(db: Connection, approval_id: int) -> bool:
    """Take the file that was approved; False when somebody did before."""
    return bool(await sql.take(db, approval_id=approval_id, at=clock.now()))


def _opened(site: Site, row: Row | None) -> Approval:
    if row is None:
        raise NotFound
    said = dict(row)
    clear = site.seals.open(_owner(said["approval_id"]), said.pop("sealed"))
    said["details"] = msgspec.json.decode(said["details"])
    return Approval(**said, payload=msgspec.json.decode(clear))


def _owner(approval_id: int) -> bytes:
    return f"approval {approval_id}".encode()
