"""An empty site becomes the campaign's, once, also when two start at once; a site with demands is left alone."""

import asyncio

import asyncpg

from wechoose.base.migrations import migrate
from wechoose.campaign.founding import found


async def test_two_first_starts_found_one_campaign(empty_database: str) -> None:
    first, second = await asyncpg.connect(empty_database), await asyncpg.connect(empty_database)
    await migrate(first)
    assert sorted(await asyncio.gather(found(first), found(second))) == [False, True]
    assert await first.fetchval("select count(*) from demands") == 9
    assert await first.fetchval("select count(*) from partners") == 14
    assert await found(second) is False
    await first.close()
    await second.close()


async def test_what_a_campaign_changed_is_not_founded_anew(empty_database: str) -> None:
    db = await asyncpg.connect(empty_database)
    await migrate(db)
    await found(db)
    await db.execute("update demand_texts set title = 'Ours' where demand_id = 1")
    await found(db)
    assert await db.fetchval("select title from demand_texts where demand_id = 1") == "Ours"
    await db.close()
