"""A draft becomes a delivery only when everything in it can be delivered; what is wrong is said field by field."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.deliveries.conftest import CUTOFF, OPENED, Ordering, draft_of, officials_like
from wechoose.base import clock
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import find_delivery, packets_of
from wechoose.deliveries.drafts import check, needs_second
from wechoose.leaders.people import Leader
from wechoose.officials.officials import find_officials

NEW_JERSEY = "kind = 'senator' and state = 'NJ'"


async def wrong_with(site: Site, leader: Leader | None = None, **different: object) -> Mapping[str, str]:
    wanted = {"official_ids": await officials_like(site, NEW_JERSEY)} | different
    async with site.database.transaction(read_only=True) as db:
        with pytest.raises(Invalid) as refused:
            await check(db, draft_of(**wanted), leader)  # type: ignore[arg-type]
    return refused.value.fields


async def test_each_wrong_field_has_a_sentence_of_its_own(in_office: Site) -> None:
    wrong = await wrong_with(
        in_office, title=" ", demands=(), official_ids=(), body="", subject="", reason="", language="fr"
    )
    assert list(wrong) == ["title", "demands", "officials", "language", "subject", "body", "reason"]
    assert all(sentence.endswith(".") for sentence in wrong.values())


async def test_a_cut_off_lies_neither_in_the_future_nor_before_the_demand_was_opened(in_office: Site) -> None:
    late, early = clock.now() + timedelta(minutes=1), OPENED - timedelta(seconds=1)
    assert "future" in (await wrong_with(in_office, cutoff=late))["cutoff"]
    assert "opened" in (await wrong_with(in_office, cutoff=early))["cutoff"]


async def test_what_is_not_there_any_more_must_be_chosen_again(in_office: Site) -> None:
    official_ids = await officials_like(in_office, NEW_JERSEY)
    async with in_office.database.transaction() as db:
        await db.execute("update officials set left_at = now() where official_id = $1", official_ids[0])
    wrong = await wrong_with(in_office, demands=("community-schools", "no-such-demand"))
    assert set(wrong) == {"demands", "officials"}


async def test_a_deliverer_orders_for_their_own_states_only(in_office: Site) -> None:
    deliverer = Leader(7, "deliverer@example.org", "deliverer", "", ("PA",))
    assert "officials" in await wrong_with(in_office, deliverer, title="Mine")


async def test_at_most_a_thousand_officials_get_one_delivery(in_office: Site) -> None:
    everybody = await officials_like(in_office, "left_at is null and gone_at is null")
    assert len(everybody) > 1_000
    assert "1000" in (await wrong_with(in_office, official_ids=everybody[:1_001]))["officials"]


@pytest.mark.parametrize(
    ("condition", "second"),
    [
        (NEW_JERSEY, False),
        ("kind = 'representative' and state = 'NJ'", False),
        ("kind = 'senator' and state in ('NJ', 'PA')", True),
        ("kind = 'president'", True),
    ],
)
async def test_more_than_one_state_or_the_nation_needs_a_second_person(
    in_office: Site, condition: str, second: bool
) -> None:
    async with in_office.database.transaction(read_only=True) as db:
        officials = await find_officials(db, await officials_like(in_office, condition))
    assert needs_second(officials) is second


async def test_an_order_has_a_packet_for_each_official_as_they_were_then(
    in_office: Site, ordered: Ordering
) -> None:
    delivery = await ordered(f"{NEW_JERSEY} or kind = 'representative' and state = 'NJ'")
    async with in_office.database.transaction() as db:
        await db.execute("""update officials set edits = '{"name": "Somebody Else"}'""")
        found = await find_delivery(db, delivery.code)
        packets = await packets_of(db, found.delivery_id)
    assert (found.status, found.cutoff, found.packets) == ("queued", CUTOFF, 14)
    assert [packet.addressee.kind for packet in packets] == ["senator"] * 2 + ["representative"] * 12
    assert [packet.addressee.constituency_code for packet in packets[:3]] == ["NJ", "NJ", "NJ-01"]
    assert "Somebody Else" not in str(packets)
