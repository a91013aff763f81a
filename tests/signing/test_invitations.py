"""Invitations: how many people came through somebody's link is told exactly, and who came is written nowhere."""

import asyncio

import asyncpg
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.signing.invitations import code_of, hash_of, invited, is_code

OTHER = "community-schools"
HOST = "host@example.org"


async def brought(supporter: Supporter, email: str = HOST) -> int:
    async with supporter.site.database.transaction(read_only=True) as db:
        return (await invited(db, supporter.site, supporter.key(email)[1])).verified


def code(supporter: Supporter, email: str = HOST) -> str:
    return code_of(supporter.site, supporter.key(email)[1])


async def test_a_friend_counts_when_they_confirm_and_not_before(supporter: Supporter) -> None:
    await supporter.sign(friend=code(supporter))
    assert await brought(supporter) == 0
    await supporter.confirm()
    assert await brought(supporter) == 1


async def test_a_person_counts_once_however_much_they_sign_and_confirm(supporter: Supporter) -> None:
    friend = code(supporter)
    for _again in range(2):
        await supporter.sign(friend=friend, demands=[OTHER])
        await supporter.confirm(MORATORIUM, OTHER)
    await supporter.sign("restorative-justice", friend=friend)
    await supporter.confirm("restorative-justice")
    assert await brought(supporter) == 1


async def test_who_counted_already_is_brought_by_nobody(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await supporter.sign(OTHER, friend=code(supporter))
    await supporter.confirm(OTHER)
    assert await brought(supporter) == 0


async def test_the_first_friend_has_it(supporter: Supporter) -> None:
    await supporter.sign(friend=code(supporter, "first@example.org"))
    for slug in (MORATORIUM, OTHER):
        await supporter.sign(slug, friend=code(supporter, "second@example.org"))
    await supporter.confirm(MORATORIUM, OTHER)
    assert await brought(supporter, "first@example.org") == 1
    assert await brought(supporter, "second@example.org") == 0


async def test_nobody_is_brought_by_their_own_link(supporter: Supporter) -> None:
    await supporter.sign(friend=code(supporter, "maria@example.org"))
    await supporter.confirm()
    assert await brought(supporter, "maria@example.org") == 0
    assert await supporter.fetch("select * from invitations") == []


async def test_of_confirmations_at_once_each_person_counts_once(supporter: Supporter) -> None:
    """Of the same person too, whose two signatures came through two links."""
    people = [f"guest{number}@example.org" for number in range(12)]
    for email in people:
        await supporter.sign(email=email, friend=code(supporter))
        await supporter.sign(OTHER, email=email, friend=code(supporter, "rival@example.org"))
    taps = [
        supporter.confirm(slug, email=email) for email in people for slug in (MORATORIUM, OTHER) for _ in "ab"
    ]
    assert {answer.status_code for answer in await asyncio.gather(*taps)} == {303}
    assert await brought(supporter) + await brought(supporter, "rival@example.org") == len(people)
    assert await supporter.verified() == await supporter.verified(OTHER) == len(people)


async def test_changes_from_two_sides_at_once_count_a_person_once(site: Site, supporter: Supporter) -> None:
    """Two web processes confirm two signatures of one person: the one that waits sees what the other did."""
    from wechoose.signing.signatures import change_status

    await supporter.sign(friend=code(supporter))
    await supporter.sign(OTHER, friend=code(supporter))
    rows = await supporter.fetch("select signer_key, demand_id from signatures order by demand_id")
    async with site.database.transaction() as first:
        await change_status(first, {rows[0]["signer_key"]: [rows[0]["demand_id"]]}, "verified")

        async def wait() -> None:
            async with site.database.transaction() as second:
                await change_status(second, {rows[1]["signer_key"]: [rows[1]["demand_id"]]}, "verified")

        waiting = asyncio.create_task(wait())
        while not await first.fetchval("select count(*) from pg_locks where not granted"):
            await asyncio.sleep(0)
    await waiting
    assert await supporter.statuses() == ["verified", "verified"]
    assert await brought(supporter) == 1


async def test_after_confirming_nothing_links_the_two(supporter: Supporter) -> None:
    """A row names the link only while its signature waits; then there is a number that has no other key of anybody."""
    await supporter.sign(email=HOST)
    await supporter.confirm(email=HOST)
    friend = code(supporter)
    await supporter.sign(friend=friend)
    assert await supporter.fetch("select 1 from signatures where invited_by is not null")
    await supporter.confirm()
    traces = (friend, hash_of(supporter.site, friend).hex())
    for [table] in await supporter.fetch(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> 'invitations'"
    ):
        for [row] in await supporter.fetch(f'select t::text from "{table}" t'):
            assert not any(trace in row for trace in traces), table
    [number] = await supporter.fetch("select * from invitations")
    assert set(number.keys()) == {"bucket", "code_hash", "verified"}
    assert number["code_hash"] not in {supporter.key(email)[1] for email in ("", HOST)}


async def test_what_is_taken_back_before_it_counts_forgets_the_friend(supporter: Supporter) -> None:
    await supporter.sign(friend=code(supporter))
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    assert await supporter.statuses() == ["withdrawn"]
    assert not await supporter.fetch("select 1 from signatures where invited_by is not null")
    assert await brought(supporter) == 0


async def test_the_page_that_was_signed_on_names_the_friend(supporter: Supporter) -> None:
    """Its own words don't, so that all visitors may share it."""
    friend = code(supporter)
    page = (await supporter.client.get(f"/demands/{MORATORIUM}?friend={friend}")).text
    assert friend not in page
    supporter.client.headers["referer"] = f"http://127.0.0.1:8000/demands/{MORATORIUM}?friend={friend}"
    refused = await supporter.sign_by_form(zip="x")
    assert f'name="friend" value="{friend}"' in refused.text
    await supporter.sign_by_form()
    await supporter.confirm()
    assert await brought(supporter) == 1


@pytest.mark.parametrize("slip", ["x", "' or 1", "A" * 13, "é" * 12, "\x00" * 12])
async def test_a_slip_in_a_friends_code_costs_no_signature(supporter: Supporter, slip: str) -> None:
    assert (await supporter.sign(friend=slip)).status_code == 202
    assert (await supporter.confirm()).status_code == 303
    assert await supporter.fetch("select * from invitations") == []


async def test_a_code_tells_neither_address_nor_key(supporter: Supporter) -> None:
    friend = code(supporter)
    assert is_code(friend)
    assert friend != code(supporter, "maria@example.org")
    assert friend == code(supporter)


async def test_ones_own_page_tells_how_many_came_and_gives_the_link(supporter: Supporter) -> None:
    await supporter.sign(email=HOST)
    await supporter.confirm(email=HOST)
    page = f"/mine/{await supporter.token(email=HOST, purpose='mine')}"
    link = f"http://127.0.0.1:8000/demands/{MORATORIUM}?friend={code(supporter)}&amp;source=copy"
    for words in ("Nobody has come through your link yet.", link):
        assert words in (await supporter.client.get(page)).text
    await supporter.sign(friend=code(supporter))
    await supporter.confirm()
    assert "You brought 1 person." in (await supporter.client.get(page)).text


async def test_a_link_is_counted_after_the_tallies(site: Site, supporter: Supporter) -> None:
    """In the order in which whoever is erased takes them away, so that nobody waits in a circle."""
    for email in ("one@example.org", "two@example.org"):
        await supporter.sign(email=email, friend=code(supporter))
    await supporter.confirm(email="one@example.org")
    bucket = supporter.key("two@example.org")[0]
    touch = "insert into tallies as t values ($1, 1, 'NJ', 'api', 0) on conflict (bucket, demand_id, state, channel) "
    touch += "do update set verified = t.verified"
    async with site.database.transaction() as holder:
        await holder.execute("select 1 from invitations for update; set local lock_timeout = '50ms'")
        waiting = asyncio.create_task(supporter.confirm(email="two@example.org"))
        while not await holder.fetchval("select count(*) from pg_locks where not granted"):
            await asyncio.sleep(0)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await _in_part(holder, touch, bucket)
    assert (await waiting).status_code == 303
    assert await brought(supporter) == 2


async def _in_part(db: Connection, statement: str, *values: object) -> None:
    """So that the transaction around it goes on when it fails."""
    async with db.transaction():
        await db.execute(statement, *values)
