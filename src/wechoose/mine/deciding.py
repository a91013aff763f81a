"""Deciding: what signers do with their signatures on their own page: confirm them, take them back, or be erased."""

from collections.abc import Container

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.mail.outbox import forget_letters_of
from wechoose.mine.changes import Change, forget_changes, lock_owner, note
from wechoose.signing.columns import Shown
from wechoose.signing.invitations import forget_invitations
from wechoose.signing.signatures import BECOMES, change_status
from wechoose.signing.verification import disavow

sql = queries("mine/deciding")


async def confirm_waiting(
    db: Connection,
    site: Site,
    signer_key: bytes,
    demands: Container[int] | None = None,
    shown: Shown | None = None,
) -> int:
    """Count what waits to be confirmed, on these demands or on all: the page's link proves the mailbox as the letter's
    does. Of what was ticked only that counts which was `shown`: somebody else may have typed it since.

    Returns how many signatures that were, as the others do. Raises Gone when there is no such signer.
    """
    return await _become(db, site, signer_key, "verified", "confirmed", demands, shown)


async def withdraw(
    db: Connection, site: Site, signer_key: bytes, demands: Container[int] | None = None
) -> int:
    """Take back the signatures on these demands, or all; they can be signed again. Once more changes nothing."""
    return await _become(db, site, signer_key, "withdrawn", "withdrawn", demands)


async def erase(db: Connection, site: Site, signer_key: bytes) -> None:
    """Nothing counts any more and nothing says who it was, as with `disavow`; nor where from, through whom, or why.

    No letter can tell of it: its address is gone. What stays is the tombstone, so that nobody signs with this address
    again, and which partners must take it off their lists.
    """
    key = await lock_owner(db, signer_key)
    await disavow(db, signer_key)
    await sql.strip(db, **key)
    await sql.forget_reminders(db, **key)
    await forget_letters_of(db, bucket_of(signer_key), [signer_key])
    await forget_changes(db, signer_key)
    await forget_invitations(db, site, signer_key)


async def _become(
    db: Connection,
    site: Site,
    signer_key: bytes,
    status: str,
    what: str,
    demands: Container[int] | None,
    shown: Shown | None = None,
) -> int:
    key = await lock_owner(db, signer_key)
    rows = await sql.standing_in(db, **key, statuses=BECOMES[status])
    chosen = [row["demand_id"] for row in rows if demands is None or row["demand_id"] in demands]
    await note(db, site, signer_key, [Change(what, demand_id) for demand_id in chosen])
    if chosen:
        await change_status(db, {signer_key: chosen}, status, {signer_key: shown} if shown else None)
    return len(chosen)
