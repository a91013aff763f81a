"""Who is in the coalition, which line each asks with, and where."""

from wechoose.base.site import Site
from wechoose.base.words import language
from wechoose.partners.partners import Partners, all_partners, find_partner, keep_partners, set_wording


async def coalition(site: Site) -> Partners:
    return await keep_partners(site.database).now()


async def execute(site: Site, statement: str) -> None:
    async with site.database.transaction() as db:
        await db.execute(statement)


async def test_a_stopped_partner_is_found_but_is_not_of_the_coalition(site: Site) -> None:
    await execute(site, "update partners set status = 'stopped' where code = 'npe'")
    partners = await coalition(site)
    assert "npe" not in partners.by_code
    assert partners.stopped["npe"].name == "Network for Public Education"
    assert all(partner.code != "npe" for partner in partners.all)


async def test_only_who_brought_somebody_asks_for_consent_unless_it_asks_everywhere(site: Site) -> None:
    await execute(site, "update partners set asks = 'everywhere' where code = 'bats'")
    await execute(site, "update partners set asks = 'never' where code = 'aros'")
    partners = await coalition(site)
    assert [each.code for each in partners.who_ask("")] == ["bats"]
    assert [each.code for each in partners.who_ask("j4j")] == ["j4j", "bats"]
    assert [each.code for each in partners.who_ask("aros")] == ["bats"]


async def test_a_changed_wording_is_a_new_version_and_the_old_one_stays(site: Site) -> None:
    async with site.database.transaction() as db:
        before = await find_partner(db, "j4j")
        for _twice in range(2):
            await set_wording(db, before.partner_id, "Write to me.", "Escríbanme.")
        after = await find_partner(db, "j4j")
        assert before.wording
        assert after.wording
        assert (before.wording.version, after.wording.version) == (1, 2)
    owners = (await coalition(site)).owners
    assert owners[before.wording.wording_id] == owners[after.wording.wording_id] == before.partner_id


async def test_a_wording_is_read_in_the_language_of_who_is_asked(site: Site) -> None:
    async with site.database.transaction(read_only=True) as db:
        partner = (await all_partners(db))[0]
    assert partner.wording
    assert partner.wording.text == "Journey for Justice Alliance may send me e-mail about its work."
    spoken = language.set("es")
    assert partner.wording.text == "Journey for Justice Alliance puede enviarme correos sobre su trabajo."
    language.reset(spoken)
