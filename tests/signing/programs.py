"""Programs of partners, for tests: each has a key."""

from wechoose.base.site import Site
from wechoose.partners.deeds import By
from wechoose.partners.keys import make_key
from wechoose.partners.partners import find_partner


async def new_key(site: Site, code: str) -> str:
    async with site.database.transaction() as db:
        return await make_key(db, await find_partner(db, code), By(None))
