from wechoose.approvals.setting import OFF, ON, change_setting, find_setting, is_second_needed
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.standing import stop


async def test_a_second_person_is_asked_as_soon_as_two_owners_have_joined(site: Site) -> None:
    async with site.database.transaction() as db:
        await add_leader(db, site, "ann@example.org", "owner")
        await db.execute("update leaders set joined_at = created_at")
        assert not await is_second_needed(db)
        await add_leader(db, site, "bea@example.org", "owner")
        await add_leader(db, site, "ed@example.org", "editor")
        assert not await is_second_needed(db)
        await db.execute("update leaders set joined_at = created_at")
        assert await is_second_needed(db)


async def test_an_owner_who_was_stopped_is_nobody_to_ask(site: Site, owners: tuple[Leader, Leader]) -> None:
    async with site.database.transaction() as db:
        await stop(db, owners[1].leader_id)
        assert not await is_second_needed(db)


async def test_what_the_campaign_chose_stands(site: Site, owners: tuple[Leader, Leader]) -> None:
    async with site.database.transaction() as db:
        assert (await find_setting(db), await is_second_needed(db)) == ("", True)
        await change_setting(db, OFF)
        assert not await is_second_needed(db)
        await stop(db, owners[1].leader_id)
        await change_setting(db, ON)
        assert (await find_setting(db), await is_second_needed(db)) == (ON, True)
