"""Listed: for each demand the latest delivery that the public may read of, held in memory for the demand's own page."""

import msgspec
from litestar import Request

from wechoose.base.database import Database
from wechoose.base.kept import Kept
from wechoose.base.templates import date
from wechoose.base.words import _
from wechoose.handovers.publishing import Published, latest_published
from wechoose.web.transactions import once_committed


class Listed(msgspec.Struct, frozen=True):
    published: Published

    @property
    def address(self) -> str:
        return f"/delivered/{self.published.code}"

    @property
    def words(self) -> str:
        """In the language of the person being answered."""
        sentence = _("Delivered to %(officials)s on %(day)s")
        return sentence % {"officials": self.published.officials, "day": date(self.published.last)}


def keep_listed(database: Database) -> Kept[dict[int, Listed]]:
    """By the number of the demand."""

    async def load() -> dict[int, Listed]:
        async with database.transaction(read_only=True, share="looks") as db:
            published = await latest_published(db)
        return {number: Listed(each) for each in reversed(published) for number in each.demand_ids}

    return Kept(load)


def show_changes(request: Request) -> None:
    """The public pages of this process say so once it is committed; those of others within a second."""
    once_committed(request, request.app.state.listed.expire)
    once_committed(request, request.app.state.shared.expire)
