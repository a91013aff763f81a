"""A crowd that is filled in is like one that signed, only faster."""

from asyncio import to_thread
from datetime import timedelta

import msgspec
import pytest

from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.counts.recount import recount, totals
from wechoose.crowds import filling
from wechoose.crowds.filling import Filled, fill
from wechoose.crowds.signers import Filling
from wechoose.demands.demands import find_demand
from wechoose.signing.people import open_person
from wechoose.signing.retention import LETTERS_KEPT

SLUGS = ("community-schools", "restorative-justice", "teachers-of-color")


async def test_a_filled_site_has_the_signers_asked_for_and_no_tally_differs(site: Site) -> None:
    filled = await _fill(site, Filling(300, SLUGS, each=2, pending=0.3))
    assert filled.signers == 300
    assert filled.verified + filled.pending == 600
    assert 60 < filled.pending < 300
    async with site.database.transaction(read_only=True) as db:
        assert await recount(db) == []
        found = await totals(db)
    assert (found["signers"], found["verified"], found["pending"]) == msgspec.structs.astuple(filled)


async def test_filling_again_under_another_seed_adds_others(site: Site) -> None:
    first = await _fill(site, Filling(20, SLUGS))
    second = await _fill(site, Filling(20, SLUGS, seed=2))
    assert first == second == Filled(20, 20, 0)
    async with site.database.transaction(read_only=True) as db:
        assert (await totals(db))["signers"] == 40
        assert await recount(db) == []


async def test_a_crowd_of_several_chunks_is_whole(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "CHUNK", 20)
    seen: list[Filled] = []
    url = str(site.settings.database_url)
    assert await to_thread(fill, site.settings, url, Filling(50, SLUGS[:1]), seen.append) == Filled(50, 50, 0)
    assert [filled.signers for filled in seen] == [20, 40, 50]
    async with site.database.transaction(read_only=True) as db:
        assert await recount(db) == []


async def test_a_large_crowd_leaves_every_index_and_rule_as_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fill(site, Filling(20, SLUGS))
    before = await _indexes_and_rules(site)
    monkeypatch.setattr(filling, "MANY", 10)
    await _fill(site, Filling(30, SLUGS, letters=True, seed=2))
    assert await _indexes_and_rules(site) == before
    async with site.database.transaction(read_only=True) as db:
        assert (await totals(db))["signers"] == 50
        assert await recount(db) == []


async def test_letters_are_those_that_retention_has_left(site: Site) -> None:
    await _fill(site, Filling(50, SLUGS, each=2, pending=0.2, letters=True))
    async with site.database.transaction(read_only=True) as db:
        rows = await db.fetch("""
            select s.created_at, o.status, o.demand_ids, array_agg(g.demand_id order by g.demand_id) as signed
            from signers s join signatures g using (bucket, signer_key)
            left join outbox o using (bucket, signer_key)
            group by s.bucket, s.signer_key, o.bucket, o.letter_id""")
    assert len(rows) == 50
    for row in rows:
        kept = row["created_at"] > clock.now() - LETTERS_KEPT
        assert row["status"] == ("sent" if kept else None)
        assert not kept or sorted(row["demand_ids"]) == row["signed"]
    assert {row["status"] for row in rows} == {"sent", None}


async def test_who_is_filled_in_can_be_read_by_the_site_and_signed_while_the_demand_was_open(
    site: Site,
) -> None:
    await _fill(site, Filling(10, SLUGS[:1], pending=0.5))
    async with site.database.transaction(read_only=True) as db:
        demand = await find_demand(db, SLUGS[0])
        rows = await db.fetch("select * from signers join signatures using (bucket, signer_key)")
    assert len(rows) == 10
    for row in rows:
        person = open_person(site.seals, row["signer_key"], row["sealed"])
        assert site.signer_key(person.email) == (row["bucket"], row["signer_key"])
        assert row["signed_at"] >= demand.opened_at
        assert row["status_at"] == (row["verified_at"] or row["signed_at"])


async def test_whom_partners_brought_lately_has_arrived(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MANY", 10)
    await _fill(site, Filling(300, SLUGS, each=2, pending=0.3))
    await _fill(site, Filling(5, SLUGS, seed=2))
    async with site.database.transaction(read_only=True) as db:
        arrived = await db.fetch("select signer_key, demand_id from arrivals order by 1, 2")
        brought = await db.fetch(
            "select signer_key, demand_id from signatures where partner_id is not null and signed_at >= $1 "
            "order by 1, 2",
            clock.now() - timedelta(days=14),
        )
    assert arrived == brought
    assert 20 < len(arrived) < 305


async def _indexes_and_rules(site: Site) -> set[str]:
    async with site.database.transaction(read_only=True) as db:
        indexes = await db.fetch("select indexdef from pg_indexes where schemaname = 'public'")
        rules = await db.fetch(
            "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated"
            " from pg_constraint where conrelid <> 0"
        )
    return {row[0] for row in (*indexes, *rules)}


async def _fill(site: Site, wanted: Filling) -> Filled:
    return await to_thread(fill, site.settings, str(site.settings.database_url), wanted)
