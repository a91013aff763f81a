"""Things that addresses of the desk speak of, so that each of them finds something; see PARTS in addresses.py."""

from wechoose.base.site import Site
from wechoose.officials.brought import bring_shipped
from wechoose.officials.deeds import By
from wechoose.officials.shipped import import_shipped


async def bring_things(site: Site) -> None:
    async with site.database.transaction() as db:
        await import_shipped(db, ["executive"])
        # The second file, after the one that was brought in.
        await bring_shipped(db, "governors", By(None))
