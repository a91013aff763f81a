"""Sheets: the public pages about deliveries, which everybody sees alike."""

from typing import Any

from wechoose.base.refusals import NotFound
from wechoose.base.words import _, language
from wechoose.handovers.publishing import Published, all_published
from wechoose.handovers.views import Shown, read_shown, signatures
from wechoose.web.rendering import Page, make_page
from wechoose.web.shared import Sheet


async def all_delivered(hall: Any) -> Sheet:
    async def read() -> list[Published]:
        async with hall.site.database.transaction(read_only=True, share="reading") as db:
            return await all_published(db)

    def make(_counts: Any, published: list[Published]) -> Page:
        return make_page(hall, "/delivered", "handovers/all.html", all=published)

    return Sheet(("all delivered", language.get()), make, read)


async def delivered(hall: Any, code: str) -> Sheet:
    demands = await hall.intake.demands.now()

    async def read() -> Shown:
        """Raises NotFound."""
        async with hall.site.database.transaction(read_only=True, share="reading") as db:
            shown = await read_shown(db, demands, code)
        if shown is None:
            raise NotFound(_("There is no delivery at this address."))
        return shown

    def make(_counts: Any, shown: Shown) -> Page:
        path = f"/delivered/{code}"
        return make_page(
            hall,
            path,
            "handovers/delivered.html",
            shown=shown,
            signatures=signatures,
            photos=f"{path}/photos",
        )

    return Sheet(("delivered", code, language.get()), make, read)
