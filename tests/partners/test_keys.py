import asyncio
import re
from datetime import timedelta

from tests.partners.conftest import Desk
from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.leaders.proofs import hash_of
from wechoose.partners import keys

KEYS = "/desk/partners/j4j/keys"


async def _make(desk: Desk) -> str:
    answer = await desk.post(KEYS)
    assert answer.status_code == 200
    found = re.findall(r'value="(wck_[\w-]{43})"', answer.text)
    assert len(found) == 1
    return found[0]


async def _good(site: Site) -> dict[bytes, int]:
    return await keys.keep_keys(site.database).now()


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(j4j: Desk, site: Site) -> None:
    key = await _make(j4j)
    page = (await j4j.get(KEYS)).text
    assert key not in page
    assert key[: keys.HINT] in page
    async with site.database.transaction(read_only=True) as db:
        tables = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in tables:
            whole = str(await db.fetchval(f"select string_agg(t::text, ' ') from {table} t"))
            assert key not in whole
            assert key[keys.HINT :] not in whole
    assert list(await _good(site)) == [hash_of(key)]


async def test_a_key_belongs_to_its_partner_until_it_ends(owner: Desk, site: Site) -> None:
    key = await _make(owner)
    async with site.database.transaction(read_only=True) as db:
        number = await db.fetchval("select partner_id from partners where code = 'j4j'")
    assert await _good(site) == {hash_of(key): number}
    for _ in range(2):
        assert (await owner.post(f"{KEYS}/{key[: keys.HINT]}/end")).status_code == 303
    assert await _good(site) == {}
    assert "ended" in (await owner.get(KEYS)).text


async def test_keys_of_a_stopped_partner_do_not_work_until_it_is_resumed(owner: Desk, site: Site) -> None:
    key = await _make(owner)
    await owner.post("/desk/partners/j4j/stop")
    assert await _good(site) == {}
    assert (await owner.post(KEYS)).status_code == 422
    await owner.post("/desk/partners/j4j/resume")
    assert list(await _good(site)) == [hash_of(key)]


async def test_there_are_five_keys_at_most_also_when_many_are_made_at_once(owner: Desk, site: Site) -> None:
    answers = await asyncio.gather(*[owner.post(KEYS) for _ in range(8)])
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [422] * 3
    made = await _good(site)
    assert len(made) == 5
    async with site.database.transaction(read_only=True) as db:
        hint = await db.fetchval("select min(hint) from partner_keys")
    await owner.post(f"{KEYS}/{hint}/end")
    assert (await owner.post(KEYS)).status_code == 200


async def test_making_and_ending_are_written_down_without_the_key(owner: Desk, site: Site) -> None:
    key = await _make(owner)
    await owner.post(f"{KEYS}/{key[: keys.HINT]}/end")
    await owner.post(f"{KEYS}/{key[: keys.HINT]}/end")
    async with site.database.transaction(read_only=True) as db:
        lines = (await trail.read_back(db))[:2]
    assert [line.act for line in lines] == [acts.ENDED_KEY, acts.MADE_KEY]
    for line in lines:
        assert (line.subject, line.details) == ("partner j4j", {"key": key[: keys.HINT]})


async def test_the_key_of_one_partner_can_not_be_ended_at_the_address_of_another(
    owner: Desk, site: Site
) -> None:
    key = await _make(owner)
    await owner.post(f"/desk/partners/npe/keys/{key[: keys.HINT]}/end")
    assert list(await _good(site)) == [hash_of(key)]


async def test_a_use_is_noted_once_a_day(owner: Desk, site: Site) -> None:
    key = hash_of(await _make(owner))
    async with site.database.transaction() as db:
        await keys.note_use(db, key)
        first = await db.fetchval("select (xmin::text, used_on)::text from partner_keys")
    async with site.database.transaction() as db:
        await keys.note_use(db, key)
        assert await db.fetchval("select (xmin::text, used_on)::text from partner_keys") == first
        await db.execute("update partner_keys set used_on = $1", clock.now().date() - timedelta(days=3))
        await keys.note_use(db, key)
        assert await db.fetchval("select used_on from partner_keys") == clock.now().date()


async def test_a_partner_does_not_see_who_of_the_campaign_made_a_key(owner: Desk, j4j: Desk) -> None:
    await _make(owner)
    await _make(j4j)
    page = (await j4j.get(KEYS)).text
    assert "owner@example.org" not in page
    assert "the campaign" in page
    assert page.count("ann@j4j.example.org") == 2
    assert (await owner.get(KEYS)).text.count("owner@example.org") == 2


async def test_a_hint_that_can_not_be_is_no_accident(owner: Desk) -> None:
    for hint in ("x", "%00", "wck_%F0%9F%90%9B", "a" * 2000):
        assert (await owner.post(f"{KEYS}/{hint}/end")).status_code in (303, 404)
