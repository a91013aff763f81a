"""Publishing: whether everybody may read what became of a delivery; owners say so, once it reached somebody."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.deliveries.deliveries import Delivery
from wechoose.deliveries.numbers import Counts
from wechoose.handovers import reached
from wechoose.handovers.deeds import By, write_down

sql = queries("handovers/publishing")


class Published(msgspec.Struct, frozen=True):
    """A delivery that can be read about. `kinds` are those of the officials it reached, one for each, `all` how many
    it is for; `first` and `last` are when packets were sent or handed over."""

    delivery_id: int
    code: str
    demand_ids: tuple[int, ...]
    cutoff: datetime
    since_last: bool
    language: str
    counts: Counts
    all: int
    sent: int
    handed: int
    answered: int
    kinds: tuple[str, ...]
    first: datetime
    last: datetime

    @property
    def officials(self) -> str:
        return reached.in_words(self.kinds)


async def publish(db: Connection, delivery: Delivery, by: By) -> bool:
    """False where it was published. Raises Refusal before anything was sent or handed over."""
    if await find_published(db, delivery.code, drafts=True) is None:
        raise Refusal(
            _("Nothing of this delivery was sent or handed over yet, so there is nothing to publish.")
        )
    changed = await sql.publish(db, delivery_id=delivery.delivery_id, at=clock.now())
    if changed:
        await write_down(db, acts.PUBLISHED_DELIVERY, delivery, by)
    return bool(changed)


async def take_down(db: Connection, delivery: Delivery, by: By) -> bool:
    """False where it was not published."""
    changed = await sql.take_down(db, delivery_id=delivery.delivery_id)
    if changed:
        await write_down(db, acts.HID_DELIVERY, delivery, by)
    return bool(changed)


async def is_published(db: Connection, delivery: Delivery) -> bool:
    return await sql.is_published(db, delivery_id=delivery.delivery_id)


async def all_published(db: Connection) -> list[Published]:
    """The latest first."""
    return _published(await sql.published(db, code=None, drafts=False))


async def latest_published(db: Connection) -> list[Published]:
    """The same, but only the one of each demand that was published last."""
    return _published(await sql.latest_published(db))


async def fingerprint_of(db: Connection, published: Published) -> str:
    """Of the key that sealed its packets; "" where none is sealed."""
    manifest = await sql.find_manifest(db, delivery_id=published.delivery_id)
    return msgspec.json.decode(manifest).get("fingerprint", "") if manifest else ""


async def find_published(db: Connection, code: str, *, drafts: bool = False) -> Published | None:
    """None before it reached somebody and, but for `drafts`, where it is not published."""
    found = _published(await sql.published(db, code=code, drafts=drafts)) if code.isprintable() else []
    return found[0] if found else None


def _published(rows: Sequence[Row]) -> list[Published]:
    return [
        msgspec.convert({**row, "counts": msgspec.json.decode(row["counts"])}, Published, str_keys=True)
        for row in rows
    ]
