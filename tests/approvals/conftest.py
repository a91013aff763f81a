"""The cast: two owners who have joined."""

import pytest

from tests.approvals.cast import Breakfasts
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, add_leader


@pytest.fixture
def breakfasts() -> Breakfasts:
    return Breakfasts()


@pytest.fixture
async def owners(site: Site) -> tuple[Leader, Leader]:
    async with site.database.transaction() as db:
        ann, bea = [await add_leader(db, site, f"{name}@example.org", "owner") for name in ("ann", "bea")]
        await db.execute("update leaders set joined_at = created_at")
    return ann, bea
