"""What the order form says before is what the packets have afterwards."""

from datetime import datetime, timedelta

import pytest

from tests.deliveries.conftest import CUTOFF, DEMAND, Ordering, Signing, officials_like
from tests.deliveries.making import make
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.deliveries.estimates import Estimates, estimate
from wechoose.officials.officials import find_officials

EVERYBODY = (
    "kind in ('senator', 'representative', 'governor') and state in ('NJ', 'AK') or kind = 'secretary'"
)
LATER = CUTOFF + timedelta(days=10)


@pytest.fixture
async def crowd(signed: Signing) -> None:
    """Certain of a district, of two, without a ZIP code, at large, elsewhere; too late, and not standing."""
    for state, code in (
        ("NJ", "07103"),
        ("NJ", "08002"),
        ("NJ", "07102"),
        ("NJ", None),
        ("AK", "99501"),
        ("NY", "10001"),
    ):
        await signed("Ann Ahead", state, code)
    await signed("Lee Later", verified_at=CUTOFF + timedelta(days=1))
    await signed("Wes Withdrawn", status="withdrawn")
    await signed("Di Different", demand="restorative-justice")


async def _estimate(site: Site, *, since_last: bool = False, cutoff: datetime = CUTOFF) -> Estimates:
    ids = await officials_like(site, EVERYBODY)
    async with site.database.transaction(read_only=True) as db:
        demand_id = await db.fetchval("select demand_id from demands where slug = $1", DEMAND)
        assert demand_id
        officials = await find_officials(db, ids)
        return await estimate(db, [demand_id], officials, cutoff, since_last=since_last)


async def test_each_packet_has_as_many_rows_as_was_said_before(
    in_office: Site, ordered: Ordering, crowd: None
) -> None:
    said = await _estimate(in_office)
    delivery, packets = await make(in_office, await ordered(EVERYBODY))
    assert delivery.counts
    assert said.nation == delivery.counts.counted == 6
    assert len(packets) == len(said.officials)
    for packet in packets:
        there = said.officials[packet.official_id]
        assert (there.here, there.new, there.since) == (packet.rows, packet.rows, None), (
            packet.addressee.named
        )
        assert there.unassigned == (2 if packet.addressee.constituency_code.startswith("NJ-") else 0)


async def test_so_it_is_with_what_is_new_since_the_last_delivery(
    in_office: Site, ordered: Ordering, crowd: None
) -> None:
    await make(in_office, await ordered(EVERYBODY))
    async with in_office.database.transaction() as db:
        await db.execute("update packets set sent_at = $1", clock.now())
    said = await _estimate(in_office, since_last=True, cutoff=LATER)
    _delivery, packets = await make(in_office, await ordered(EVERYBODY, cutoff=LATER, since_last=True))
    assert any(packet.rows for packet in packets)
    for packet in packets:
        there = said.officials[packet.official_id]
        assert (there.new, there.since, there.is_about) == (packet.rows, CUTOFF, False), (
            packet.addressee.named
        )
