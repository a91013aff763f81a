"""Officials as they come with the program."""

import pytest

from wechoose.base.site import Site
from wechoose.officials.shipped import import_shipped

# School districts are most of the rows and of the time; tests that want them say so.
SMALL = ("congress", "committees", "executive", "governors", "agencies", "mayors")


@pytest.fixture
async def in_office(site: Site) -> Site:
    """A site with all shipped officials but school districts."""
    async with site.database.transaction() as db:
        await import_shipped(db, SMALL)
    return site
