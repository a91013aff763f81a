"""What is in a packet: exactly the signatures of its constituency that stood at the cut-off and still do."""

from datetime import timedelta

import msgspec
import pytest

from tests.deliveries.conftest import CUTOFF, DEMAND, Ordering, Signing
from tests.deliveries.making import files_of, make, names_of, rows_of
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery, Packet
from wechoose.deliveries.ordering import remake
from wechoose.deliveries.writing import CSV, PDF, XLSX
from wechoose.seals.manifest import README, Manifest

MICROSECOND = timedelta(microseconds=1)
SENATORS = "kind = 'senator' and state = 'NJ'"
TENTH = "kind = 'representative' and state = 'NJ' and district = 10"

# Certain to be in New Jersey's tenth district and in its first; in the eighth or the tenth.
IN_TENTH, IN_FIRST, IN_EITHER = "07103", "08002", "07102"


async def packet_for(site: Site, delivery: Delivery) -> Packet:
    _delivery, packets = await make(site, delivery)
    return packets[0]


async def names_for(site: Site, delivery: Delivery) -> list[str]:
    return await names_of(site, await packet_for(site, delivery))


def said_in(packet: Packet) -> Manifest:
    assert packet.manifest
    return msgspec.json.decode(packet.manifest, type=Manifest)


async def test_a_senator_gets_the_state_and_nobody_else(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead", code=IN_FIRST)
    await signed("Bo Between", code=IN_EITHER)
    await signed("Cy Codeless", code=None)
    await signed("Pat Pennsylvania", "PA", "19104")
    await signed("Di Different", demand="restorative-justice")
    packet = await packet_for(in_office, await ordered(SENATORS))
    assert await rows_of(in_office, packet) == [
        {"name": "Cy Codeless", "city": "", "state": "NJ", "zip": "", "date": "2025-11-21"},
        {"name": "Bo Between", "city": "Newark", "state": "NJ", "zip": IN_EITHER, "date": "2025-11-21"},
        {"name": "Ann Ahead", "city": "Cherry Hill", "state": "NJ", "zip": IN_FIRST, "date": "2025-11-21"},
    ]


async def test_a_representative_gets_only_who_certainly_lives_in_the_district_and_is_told_of_the_others(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Tess Tenth", code=IN_TENTH)
    await signed("Ann Ahead", code=IN_FIRST)
    await signed("Bo Between", code=IN_EITHER)
    await signed("Cy Codeless", code=None)
    packet = await packet_for(in_office, await ordered(TENTH))
    assert await names_of(in_office, packet) == ["Tess Tenth"]
    (counted,) = said_in(packet).demands
    assert (counted.listed, counted.constituency, counted.unassigned, counted.nation) == (1, 1, 2, 4)


async def test_a_representative_at_large_gets_the_whole_state(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Val Vermont", "VT", "05401")
    await signed("Cy Codeless", "VT", None)
    names = await names_for(in_office, await ordered("kind = 'representative' and state = 'VT'"))
    assert names == ["Cy Codeless", "Val Vermont"]


async def test_the_president_gets_the_nation_state_by_state(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Pat Pennsylvania", "PA", "19104")
    await signed("Ann Ahead", "NJ", IN_FIRST)
    await signed("Al Abroad", "AE", None)
    names = await names_for(in_office, await ordered("kind = 'president'"))
    assert names == ["Al Abroad", "Ann Ahead", "Pat Pennsylvania"]


async def test_a_mayor_gets_the_zip_codes_that_a_leader_named_or_nobody(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Tess Tenth", code=IN_TENTH)
    await signed("Ann Ahead", code=IN_FIRST)
    mayor = "kind = 'mayor' and state = 'NJ'"
    assert await names_for(in_office, await ordered(mayor)) == []
    async with in_office.database.transaction() as db:
        await db.execute(f"update officials set zips = '{{{IN_TENTH}}}' where {mayor}")
    assert await names_for(in_office, await ordered(mayor)) == ["Tess Tenth"]


@pytest.mark.parametrize("status", ["pending", "held", "withdrawn", "removed"])
async def test_who_does_not_stand_is_never_handed_over(
    in_office: Site, ordered: Ordering, signed: Signing, status: str
) -> None:
    await signed("Ann Ahead")
    await signed("Nobody Now", status=status)
    erased = await signed("Erased Entirely")
    async with in_office.database.transaction() as db:
        await db.execute("update signers set sealed = null where signer_key = $1", erased)
    packet = await packet_for(in_office, await ordered(SENATORS))
    assert await names_of(in_office, packet) == ["Ann Ahead"]
    files = await files_of(in_office, packet)
    assert b"Nobody" not in files[CSV]


async def test_the_cut_off_counts_to_the_microsecond(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Just There", verified_at=CUTOFF)
    await signed("Just Late", verified_at=CUTOFF + MICROSECOND)
    packet = await packet_for(in_office, await ordered(SENATORS))
    assert await names_of(in_office, packet) == ["Just There"]
    assert said_in(packet).cutoff == CUTOFF


async def test_who_took_it_back_after_the_cut_off_was_counted_and_is_not_named(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead", code=IN_TENTH)
    await signed("Gone Since", code=IN_TENTH, status="withdrawn", status_at=CUTOFF + timedelta(hours=1))
    await signed("Gone Before", code=IN_TENTH, status="withdrawn", status_at=CUTOFF - timedelta(hours=1))
    packet = await packet_for(in_office, await ordered(TENTH))
    assert await names_of(in_office, packet) == ["Ann Ahead"]
    (counted,) = said_in(packet).demands
    assert (counted.nation, counted.constituency, counted.standing, counted.listed) == (2, 2, 1, 1)


async def test_who_takes_it_back_while_packets_are_made_is_not_named_in_any_or_in_all(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    delivery = await ordered(SENATORS)
    await make(in_office, delivery)
    async with in_office.database.transaction() as db:
        await db.execute("update signatures set status = 'withdrawn', status_at = now()")
        await remake(db, None, delivery.code)
    _delivery, packets = await make(in_office, delivery)
    assert [await names_of(in_office, packet) for packet in packets] == [["Ann Ahead"]] * 2


async def test_a_delivery_of_several_demands_names_each_and_counts_each(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    await signed("Bo Between", demand="restorative-justice")
    packet = await packet_for(in_office, await ordered(SENATORS, demands=(DEMAND, "restorative-justice")))
    rows = await rows_of(in_office, packet)
    assert len({row["demand"] for row in rows}) == 2
    assert [counted.listed for counted in said_in(packet).demands] == [1, 1]
    assert said_in(packet).rows == 2


async def test_both_senators_get_the_same_lists_and_a_letter_each(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Ann Ahead")
    _delivery, packets = await make(in_office, await ordered(SENATORS))
    first, second = [await files_of(in_office, packet) for packet in packets]
    assert list(first) == [PDF, CSV, XLSX, README]
    assert first[CSV] == second[CSV]
    assert first[XLSX] == second[XLSX]
    assert first[PDF] != second[PDF]
    async with in_office.database.transaction(read_only=True) as db:
        parts = await db.fetch("select distinct part from delivery_chunks where official_id > 0")
        lists = await db.fetchval("select count(*) from delivery_chunks where part = $1", CSV)
    assert {row["part"] for row in parts} == {PDF, CSV, XLSX, README}
    assert lists == 1


async def test_the_same_delivery_made_again_has_the_same_bytes(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    for number in range(40):
        await signed(f"Signer Nguyễn {number}", code=IN_TENTH if number % 2 else IN_EITHER)
    delivery = await ordered(f"{SENATORS} or {TENTH} or kind = 'president'")

    async def contents() -> list[object]:
        _delivery, packets = await make(in_office, delivery)
        return [(await files_of(in_office, each), each.manifest, each.signature) for each in packets]

    first = await contents()
    async with in_office.database.transaction() as db:
        await remake(db, None, delivery.code)
    assert await contents() == first


async def test_no_name_is_in_clear_in_any_table(in_office: Site, ordered: Ordering, signed: Signing) -> None:
    await signed("Zyxwvu Canarybird")
    await make(in_office, await ordered(f"{SENATORS} or {TENTH}"))
    async with in_office.database.transaction(read_only=True) as db:
        tables = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        for table in tables:
            for row in await db.fetch(f'select * from "{table["tablename"]}"'):
                for value in row.values():
                    kept = value if isinstance(value, bytes) else str(value).encode()
                    assert b"Canarybird" not in kept, table["tablename"]
