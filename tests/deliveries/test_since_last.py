"""New since the last delivery: nobody who reached the official is named again, and nobody is lost in between."""

from datetime import timedelta

from tests.deliveries.conftest import CUTOFF, DEMAND, Ordering, Signing
from tests.deliveries.making import make, names_of
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery
from wechoose.mine.correct import Details, correct
from wechoose.signing.people import open_person

SENATORS = "kind = 'senator' and state = 'NJ'"
LATER = CUTOFF + timedelta(days=30)
BETWEEN = CUTOFF + timedelta(days=10)


async def hand_over(site: Site, delivery: Delivery) -> None:
    async with site.database.transaction() as db:
        await db.execute("update packets set handed_at = now() where delivery_id = $1", delivery.delivery_id)


async def move(site: Site, signer_key: bytes, code: str) -> None:
    """As somebody does on their own page."""
    async with site.database.transaction() as db:
        sealed = await db.fetchval("select sealed from signers where signer_key = $1", signer_key)
        assert sealed is not None
        person = open_person(site.seals, signer_key, sealed)
        await correct(db, site, signer_key, Details(person.given_name, person.family_name, "NJ", code))


async def names_in(site: Site, delivery: Delivery) -> list[str]:
    _delivery, packets = await make(site, delivery)
    first, second = [await names_of(site, packet) for packet in packets]
    assert first == second
    return first


async def test_only_who_came_after_the_last_cut_off_is_listed(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Old Hand", verified_at=CUTOFF)
    await signed("New Comer", verified_at=BETWEEN)
    last = await ordered(SENATORS)
    assert await names_in(in_office, last) == ["Old Hand"]
    await hand_over(in_office, last)
    assert await names_in(in_office, await ordered(SENATORS, cutoff=LATER, since_last=True)) == ["New Comer"]
    assert len(await names_in(in_office, await ordered(SENATORS, cutoff=LATER))) == 2


async def test_what_was_made_and_never_sent_has_not_been_delivered(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Old Hand")
    await names_in(in_office, await ordered(SENATORS))
    assert await names_in(in_office, await ordered(SENATORS, cutoff=LATER, since_last=True)) == ["Old Hand"]


async def test_a_delivery_of_fewer_demands_was_another_one(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    await signed("Old Hand")
    last = await ordered(SENATORS)
    await names_in(in_office, last)
    await hand_over(in_office, last)
    both = await ordered(SENATORS, cutoff=LATER, since_last=True, demands=(DEMAND, "restorative-justice"))
    assert await names_in(in_office, both) == ["Old Hand"]


async def test_who_was_held_at_the_last_one_and_stands_again_is_not_lost(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    held = await signed("Held Then", status="held")
    last = await ordered(SENATORS)
    assert await names_in(in_office, last) == []
    await hand_over(in_office, last)
    async with in_office.database.transaction() as db:
        await db.execute(
            "update signatures set status = 'verified', status_at = now() where signer_key = $1", held
        )
    assert await names_in(in_office, await ordered(SENATORS, cutoff=LATER, since_last=True)) == ["Held Then"]


async def test_who_moved_here_since_the_last_one_is_not_lost_and_who_moved_within_is_not_named_again(
    in_office: Site, ordered: Ordering, signed: Signing
) -> None:
    came, within, assigned = (
        await signed("Came Here", "CA", "94110"),
        await signed("Moved Within", "NJ", "07016"),
        await signed("Told ZIP", "NJ", None),
    )
    to = "state = 'NJ' and (kind = 'senator' or kind = 'representative' and district = 10)"
    last = await ordered(to)
    _last, packets = await make(in_office, last)
    assert [await names_of(in_office, each) for each in packets] == [["Told ZIP", "Moved Within"]] * 2 + [
        ["Moved Within"]
    ]
    await hand_over(in_office, last)
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set gathered_at = gathered_at - interval '1 minute'")
    for key, code in ((came, "07016"), (within, "07018"), (assigned, "07018")):
        await move(in_office, key, code)
    _next, packets = await make(in_office, await ordered(to, cutoff=LATER, since_last=True))
    senator, other, member = [await names_of(in_office, each) for each in packets]
    assert senator == other == ["Came Here"]
    assert sorted(member) == ["Came Here", "Told ZIP"]
