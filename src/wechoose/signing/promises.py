"""Promises: what a signer does about the acts of a pledge once their mailbox is proven."""

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Gone
from wechoose.base.sealing import bucket_of
from wechoose.base.words import _
from wechoose.signing.promised import Promises, read_promises, write_promises
from wechoose.signing.signatures import change_status, lock_signers

sql = queries("signing/promises")


class Standing(msgspec.Struct, frozen=True):
    """Of somebody who verified a signature: whether the pledge is verified too, its acts if so, and their state."""

    pledged: bool
    promises: Promises
    state: str


async def find_pledge(db: Connection, signer_key: bytes, demand_id: int) -> Standing | None:
    """None when nothing of theirs is verified (any more). What waits may be anybody's typing, and is not told."""
    row = await sql.find_standing(
        db, bucket=bucket_of(signer_key), signer_key=signer_key, demand_id=demand_id
    )
    if row is None:
        return None
    pledged = row["status"] == "verified"
    return Standing(pledged, read_promises(row["promises"]) if pledged else (), row["state"])


async def pledge_at_once(db: Connection, signer_key: bytes, demand_id: int, promises: Promises) -> str:
    """Count a pledge of somebody who has just proven their mailbox, from where they signed last; returns that state.

    Pledged already, it takes these acts; again changes nothing. Raises Gone when nothing of theirs is verified.
    """
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key, "demand_id": demand_id}
    await lock_signers(db, [signer_key])
    row = await sql.find_standing(db, **key)
    if row is None:
        raise Gone(_("This link is not good any more."))
    if row["status"] == "verified":
        await change_promises(db, signer_key, demand_id, promises)
        return row["state"]
    came = {name: row[name] for name in ("state", "zip", "partner_id", "source")}
    await sql.add_pledge(db, **key, **came, promises=write_promises(promises), at=clock.now())
    standing = (await change_status(db, {signer_key: [demand_id]}, "verified"))[signer_key]
    if not standing.has("verified"):
        raise Gone(_("This pledge can't be changed here any more."))
    return row["state"]


async def change_promises(db: Connection, signer_key: bytes, demand_id: int, promises: Promises) -> None:
    """Other acts for a pledge (see `check_promises`), by its signer; counted exactly, and again changes nothing.

    Raises Gone when there is no such pledge, or it was taken back.
    """
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key, "demand_id": demand_id}
    if not await sql.change_promises(db, **key, promises=write_promises(promises)):
        raise Gone(_("This pledge is not there any more: it was taken back."))
