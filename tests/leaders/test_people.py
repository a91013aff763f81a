import pytest

from wechoose.audit import acts, trail
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.leaders.people import add_leader, all_leaders


async def test_adding_a_leader_again_gives_the_same_leader(site: Site) -> None:
    async with site.database.transaction() as db:
        first = await add_leader(db, site, "Owner@Example.org", "owner")
        again = await add_leader(db, site, " owner@example.org ", "owner")
        everybody = await all_leaders(db, site)
        lines = await trail.read_back(db)
    assert first == again
    assert everybody == [first]
    assert (first.email, first.role) == ("owner@example.org", "owner")
    assert [line.act for line in lines] == [acts.ADDED_LEADER]


@pytest.mark.parametrize(
    "email", ["", "owner", "owner@", "owner@localhost", "a@example.org b@example.org", "ö@b"]
)
async def test_what_is_no_address_is_refused_with_a_sentence(site: Site, email: str) -> None:
    async with site.database.transaction() as db:
        with pytest.raises(Refusal, match="is no e-mail address"):
            await add_leader(db, site, email, "owner")


async def test_a_role_that_is_not_in_the_table_is_refused(site: Site) -> None:
    async with site.database.transaction() as db:
        with pytest.raises(Refusal, match="the roles are owner"):
            await add_leader(db, site, "owner@example.org", "emperor")


async def test_the_database_tells_neither_a_leaders_address_nor_what_they_signed(site: Site) -> None:
    async with site.database.transaction() as db:
        await add_leader(db, site, "owner@example.org", "owner")
        row = await db.fetchrow("select * from leaders")
        assert row is not None
    assert b"owner@" not in row["sealed"]
    assert row["email_key"] != site.signer_key("owner@example.org")[1]


async def test_a_deliverer_works_in_the_states_that_were_named_and_everybody_else_in_all(site: Site) -> None:
    async with site.database.transaction() as db:
        some = await add_leader(db, site, "some@example.org", "deliverer", states=["nj", "MI", "NJ"])
        every = await add_leader(db, site, "every@example.org", "deliverer")
        with pytest.raises(Refusal, match="Only a leader with the role deliverer"):
            await add_leader(db, site, "owner@example.org", "owner", states=["NJ"])
        with pytest.raises(Refusal, match="XX is no state"):
            await add_leader(db, site, "other@example.org", "deliverer", states=["XX"])
    assert some.states == ("MI", "NJ")
    assert some.covers("NJ")
    assert not some.covers("NY")
    assert not some.covers(None)
    assert every.covers("NY")
    assert every.covers(None)
