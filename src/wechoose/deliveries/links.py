"""Links to files: for the leader who asked and said why, for a day, once; both asking and taking are on the trail."""

from datetime import datetime, timedelta

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Gone, NotFound
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.deliveries.closing import has_files, is_coming
from wechoose.deliveries.deliveries import Delivery
from wechoose.leaders.people import Leader
from wechoose.leaders.proofs import fresh_token, hash_of

sql = queries("deliveries/links")

# Whoever comes back with an old link is told what became of it.
REMEMBERED = timedelta(days=30)


class Wanted(msgspec.Struct, frozen=True):
    """The packet of an official, or with None the whole delivery; of a packet `file` alone, or "" for the archive."""

    official_id: int | None = None
    file: str = ""


class Link(msgspec.Struct, frozen=True):
    wanted: Wanted
    expires_at: datetime
    used_at: datetime | None

    def check(self) -> None:
        """Raises Gone with what to do."""
        if self.used_at:
            raise Gone(
                _("This link was used already. If the download broke off, ask for another link and say so.")
            )
        if self.expires_at <= clock.now():
            raise Gone(_("This link has expired. Ask for another one."))


async def make_link(
    db: Connection, site: Site, leader: Leader, delivery: Delivery, wanted: Wanted, reason: str, address: str
) -> str:
    """The token of a new link. Raises Gone when the files are deleted."""
    _check_files(delivery)
    token, now = fresh_token(), clock.now()
    await sql.add_link(
        db,
        token_hash=hash_of(token),
        leader_id=leader.leader_id,
        delivery_id=delivery.delivery_id,
        official_id=wanted.official_id,
        what=msgspec.json.encode({"file": wanted.file}).decode(),
        now=now,
        expires_at=now + timedelta(hours=site.settings.limits.file_link_hours),
    )
    await _record(db, acts.MADE_FILE_LINK, leader, delivery, wanted, reason, address)
    return token


async def find_link(db: Connection, leader: Leader, delivery: Delivery, token: str) -> Link:
    """For nobody else is it there; raises NotFound."""
    key = {"token_hash": hash_of(token), "leader_id": leader.leader_id, "delivery_id": delivery.delivery_id}
    row = await sql.find_link(db, **key)
    if row is None:
        raise NotFound
    return Link(Wanted(row["official_id"], row["file"]), row["expires_at"], row["used_at"])


async def use_link(db: Connection, leader: Leader, delivery: Delivery, token: str, address: str) -> Wanted:
    """What may be taken now, and not again. Raises NotFound for another's link, Gone for one that is good no longer."""
    link = await find_link(db, leader, delivery, token)
    link.check()
    _check_files(delivery)
    if not await sql.use_link(db, token_hash=hash_of(token), now=clock.now()):
        # Somebody was faster in another window.
        (await find_link(db, leader, delivery, token)).check()
        raise Gone(_("This link was used already."))
    await _record(db, acts.USED_FILE_LINK, leader, delivery, link.wanted, "", address)
    return link.wanted


async def forget_links(site: Site) -> None:
    async with site.database.transaction() as db:
        await sql.forget_links(db, before=clock.now() - REMEMBERED)


def _check_files(delivery: Delivery) -> None:
    if is_coming(delivery):
        raise Gone(_("This delivery is not ready yet, so there are no files."))
    if not has_files(delivery):
        raise Gone(_("The files of this delivery have been deleted."))


async def _record(
    db: Connection, act: str, leader: Leader, delivery: Delivery, wanted: Wanted, reason: str, address: str
) -> None:
    whole = {"packets": delivery.packets}
    of_one = {"official": wanted.official_id, "file": wanted.file or "all"}
    await trail.append(
        db,
        leader_id=leader.leader_id,
        act=act,
        subject=f"delivery {delivery.code}",
        details=whole if wanted.official_id is None else of_one,
        reason=reason,
        address=address,
    )
