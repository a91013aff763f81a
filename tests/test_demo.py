"""The demo's crowd, where it can be told from any other: people who see it should see a campaign."""

from collections import Counter

from wechoose.base.site import Site
from wechoose.counts.maps import By, draw
from wechoose.counts.recount import recount
from wechoose.counts.tallies import take_snapshot
from wechoose.demo import CROWD, move_in


async def test_the_crowd_is_strong_where_the_coalition_is(site: Site) -> None:
    async with site.database.transaction() as db:
        assert f"{CROWD:,} invented supporters" in await move_in(db, site)
        states = (await take_snapshot(db)).campaign.states
    by: By
    for by in ("count", "capita"):
        colors = Counter(shape.step for shape in draw(states, by).shapes)
        assert sum(count >= 2 for count in colors.values()) >= 4, colors
    rates = {row.usps: row.per_100k or 0 for row in draw(states, "capita").rows}
    for state in ("NJ", "MI", "WI"):
        assert rates[state] > 3 * rates["TX"]


async def test_partners_bring_a_part_of_the_crowd_and_some_of_them_consent(site: Site) -> None:
    brought = "select p.code, count(distinct signer_key) from signatures join partners p using (partner_id) group by 1"
    astray = "select count(*) from signatures s join partners p using (partner_id) where p.state <> s.state"
    alone = "select count(*) from signatures where channel = 'widget' and partner_id is null"
    consents, arrivals = "select count(*) from consents", "select count(*) from arrivals"
    lately = "select count(*) from signatures where partner_id is not null and signed_at > now() - interval '14 days'"
    async with site.database.transaction() as db:
        await move_in(db, site)
        people = dict(await db.fetch(brought))
        assert len(people) == 14
        assert people["j4j"] > 2 * people["idea"] > 0
        assert await db.fetchval(astray) == await db.fetchval(alone) == 0
        numbers = [await db.fetchval(each) or 0 for each in (consents, arrivals, lately)]
        assert min(numbers) > 500
        assert numbers[1] == numbers[2]
        assert await recount(db) == []
