"""Views: what the public reads of a delivery: numbers, people in office, and photos that were chosen for it."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.templates import number
from wechoose.base.words import _, ngettext
from wechoose.deliveries.deliveries import find_delivery
from wechoose.demands.demands import Demands
from wechoose.handovers.notes import PublicPhoto, public_photos
from wechoose.handovers.publishing import Published, find_published, fingerprint_of
from wechoose.handovers.stops import Stop, stops_of

# Of a state anybody can read the exact count anyhow, but not of a district or a town. Where one or two people signed,
# the number and who is known to care about schools there could tell who they are.
FEW = 5


class DemandView(msgspec.Struct, frozen=True):
    slug: str
    language: str
    title: str
    counted: int
    is_linked: bool


class Shown(msgspec.Struct, frozen=True):
    """`names` are those of officials by their numbers, for the photos."""

    published: Published
    demands: list[DemandView]
    stops: list[Stop]
    photos: list[PublicPhoto]
    fingerprint: str

    @property
    def names(self) -> dict[int, str]:
        return {stop.official_id: stop.name for stop in self.stops}


async def read_shown(db: Connection, demands: Demands, code: str, *, drafts: bool = False) -> Shown | None:
    """None where there is nothing that everybody may read; `drafts`: as it would be."""
    published = await find_published(db, code, drafts=drafts)
    if published is None:
        return None
    return Shown(
        published,
        _demands(published, demands),
        await stops_of(db, await find_delivery(db, code)),
        await public_photos(db, published.delivery_id),
        await fingerprint_of(db, published),
    )


def signatures(rows: int, *, since_last: bool, demands: int = 1) -> str:
    """How many of their constituents an official was told of, but not where so few can be recognized.

    Who signed several demands is as many rows, so that few people may be many of them.
    """
    fewest = FEW * demands
    if rows < fewest:
        few = _("Fewer than %(few)s new signatures") if since_last else _("Fewer than %(few)s signatures")
        return few % {"few": fewest}
    if since_last:
        words = ngettext("%(count)s new signature", "%(count)s new signatures", rows)
    else:
        words = ngettext("%(count)s signature", "%(count)s signatures", rows)
    return words % {"count": number(rows)}


def _demands(published: Published, demands: Demands) -> list[DemandView]:
    """In the reader's language, and as they were named then where they are not to be read any more."""
    shown = []
    for then in published.counts.demands:
        now = demands.get(then.slug)
        language, title = (now.language, now.title) if now else (published.language, then.title)
        shown.append(DemandView(then.slug, language, title, then.counted, now is not None))
    return shown
