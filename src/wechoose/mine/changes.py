"""Changes that signers make on their own pages: each is noted, and a letter tells its mailbox of several together."""

from collections.abc import Mapping, Sequence

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Gone
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composer
from wechoose.mail.letters import Letter
from wechoose.mail.outbox import Wish, write_letter
from wechoose.signing.letters import arrange, ask_for, write
from wechoose.signing.signatures import lock_signers

sql = queries("mine/changes")


class Change(msgspec.Struct, frozen=True):
    """What was changed, of which signature where it is about one, and the state that this one counted for before.

    With its ZIP code, where a delivery may hold it.
    """

    what: str
    demand_id: int | None = None
    was: str | None = None
    was_zip: str | None = None


async def lock_owner(db: Connection, signer_key: bytes) -> dict[str, object]:
    """The signer whose page this is, locked, as the key of their rows; raises Gone when there is none any more."""
    signer = (await lock_signers(db, [signer_key])).get(signer_key)
    if signer is None or not signer.named:
        raise Gone(_("This link is not good any more."))
    return {"bucket": bucket_of(signer_key), "signer_key": signer_key}


async def note(db: Connection, site: Site, signer_key: bytes, changes: Sequence[Change]) -> None:
    """In the transaction of the changes themselves, before tallies are touched, which others wait for."""
    if not changes:
        return
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key}
    rows = await sql.add_changes(
        db,
        **key,
        at=clock.now(),
        whats=[each.what for each in changes],
        demand_ids=[each.demand_id for each in changes],
        states=[each.was for each in changes],
        zips=[each.was_zip for each in changes],
    )
    language = await sql.language_of(db, **key)
    wish = Wish(**key, kind="changed", demand_ids=[row["change_id"] for row in rows], language=language)
    await write_letter(db, site.settings.limits, wish)


async def forget_changes(db: Connection, signer_key: bytes) -> None:
    await sql.forget(db, bucket=bucket_of(signer_key), signer_key=signer_key)


async def compose_changed(db: Connection, site: Site, errands: Sequence[Claimed]) -> list[Letter | None]:
    matters = arrange(errands, await sql.find_matter(db, **ask_for(errands)))
    pairs = zip(errands, matters, strict=True)
    return [write(site, errand, matter) if matter else None for errand, matter in pairs]


COMPOSERS: Mapping[str, Composer] = {"changed": compose_changed}
