"""Open pages get a snapshot, then what changes, never something older than they have seen."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.conftest import Later
from tests.counts.reading import Event
from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.database import CONNECTIONS, Database
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.counts.live import CAMPAIGN, LiveCounts

WAIT = 10.0


async def next_event(stream: AsyncIterator[bytes], name: str = "counts") -> Event:
    """The next event of that name; pings and the retry line pass."""
    while True:
        event = Event(await asyncio.wait_for(anext(stream), WAIT))
        if event.fields.get("event") == name:
            return event


@pytest.fixture
async def live(site: Site) -> AsyncIterator[LiveCounts]:
    """Counts that look when a test says so."""
    counts = LiveCounts(site.database)
    await counts.look()
    yield counts
    counts.close()


async def test_a_reader_who_joins_gets_the_snapshot_then_every_change(
    live: LiveCounts, site: Site, client: httpx.AsyncClient
) -> None:
    supporter = Supporter(site, client)
    stream = live.stream(MORATORIUM, 0)
    first = await next_event(stream)
    assert first.counts["verified"] == 0
    await supporter.sign()
    await supporter.confirm()
    await live.look()
    second = await next_event(stream)
    assert (second.counts["verified"], second.counts["states"]) == (1, {"NJ": 1})
    assert second.number > first.number


async def test_a_change_elsewhere_is_no_news_for_this_demand(
    live: LiveCounts, site: Site, client: httpx.AsyncClient
) -> None:
    supporter = Supporter(site, client)
    stream, campaign = live.stream("community-schools", 0), live.stream(CAMPAIGN, 0)
    await next_event(stream)
    await next_event(campaign)
    await supporter.sign()
    await supporter.confirm()
    await live.look()
    assert (await next_event(campaign)).counts["demands"][MORATORIUM] == 1
    waiting = asyncio.create_task(next_event(stream))
    await supporter.sign("community-schools")
    await supporter.confirm("community-schools")
    await live.look()
    assert (await waiting).counts["verified"] == 1


async def test_a_reader_who_comes_back_is_never_shown_something_older(live: LiveCounts) -> None:
    """Another process may have looked later than this one."""
    counts = live.counts(MORATORIUM)
    assert counts
    stream = live.stream(MORATORIUM, counts.number + 200)
    waiting = asyncio.create_task(next_event(stream))
    while not waiting.done():
        await live.look()
        await asyncio.sleep(0.01)
    assert (await waiting).number > counts.number + 200


async def test_a_clock_that_is_set_back_does_not_hide_what_is_counted(
    live: LiveCounts, site: Site, client: httpx.AsyncClient, later: Later
) -> None:
    supporter = Supporter(site, client)
    stream = live.stream(MORATORIUM, 0)
    first = await next_event(stream)
    await supporter.sign()
    await supporter.confirm()
    later(hours=-1)
    await live.look()
    second = await next_event(stream)
    assert (second.counts["verified"], second.number > first.number) == (1, True)


async def test_a_number_that_nobody_can_have_seen_is_not_believed(live: LiveCounts) -> None:
    assert (await next_event(live.stream(MORATORIUM, 10**18))).counts["verified"] == 0


async def test_a_database_that_is_away_makes_open_pages_stale_and_then_live_again(
    live: LiveCounts, site: Site
) -> None:
    stream = live.stream(MORATORIUM, 0)
    await next_event(stream)
    live._database = await Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        await live.look()
    looking = asyncio.create_task(live.run())
    await next_event(stream, "stale")
    live._database = site.database
    assert (await next_event(stream)).counts["verified"] == 0
    looking.cancel()


async def test_closing_ends_every_stream(live: LiveCounts) -> None:
    stream = live.stream(MORATORIUM, 0)
    await next_event(stream)
    live.close()
    assert [chunk async for chunk in stream if b"counts" in chunk] == []


async def test_readers_that_come_together_share_one_look(live: LiveCounts) -> None:
    live.expire()
    first, *others = await asyncio.gather(*(live.fresh() for _ in range(50)))
    assert all(snapshot is first for snapshot in others)


async def test_a_look_that_began_before_something_was_counted_is_not_fresh_after_it(live: LiveCounts) -> None:
    looking = asyncio.create_task(live.look())
    await asyncio.sleep(0)  # it has begun
    live.expire()
    await looking
    seen = live.snapshot
    assert await live.fresh() is not seen


async def test_more_readers_at_once_than_connections_all_get_their_page(
    site: Site, client: httpx.AsyncClient
) -> None:
    # Each page holds a connection while it waits for the counts; those must not need one of the same.
    async def read() -> int:
        return (await client.get(f"/demands/{MORATORIUM}")).status_code

    assert await asyncio.gather(*(read() for _reader in range(3 * CONNECTIONS))) == [200] * (3 * CONNECTIONS)


async def test_a_look_after_which_nothing_was_committed_adds_nothing_up(
    live: LiveCounts, site: Site, client: httpx.AsyncClient
) -> None:
    # The app that just started has written, too.
    await live.look()
    before = live.snapshot
    await live.look()
    now = live.snapshot
    assert before
    assert now
    assert now.demands is before.demands
    assert now.as_of > before.as_of
    supporter = Supporter(site, client)
    await supporter.sign()
    await supporter.confirm()
    await live.look()
    assert live.snapshot
    assert live.snapshot.demands[MORATORIUM].verified == 1


async def test_another_connection_s_word_that_nothing_happened_is_not_taken(
    live: LiveCounts, site: Site
) -> None:
    before = live.snapshot
    await site.database.close()
    live._database = await Database.open(site.settings.database_url or "")
    await live.look()
    assert before
    assert live.snapshot
    assert live.snapshot.demands is not before.demands
    await live._database.close()
