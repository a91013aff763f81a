"""Arrivals: what a partner brought is noted alike, whatever stood there before."""

import asyncio

import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.base.site import Site
from wechoose.defenses.form_tokens import make_form_token
from wechoose.mine.data import find_data
from wechoose.mine.deciding import erase
from wechoose.signing.intake import CROWD, Intake
from wechoose.signing.typed import Typed

KNOWN = ("unknown", "pending", "verified", "withdrawn", "stopped")


async def _everybody(supporter: Supporter) -> list[str]:
    """Addresses of one who never came, and of others in each state that a signer can be in."""
    for name in KNOWN[1:]:
        await supporter.sign(email=f"{name}@example.org")
    await supporter.confirm(email="verified@example.org")
    for name, purpose in (("withdrawn", "disavowal"), ("stopped", "mail_stop")):
        token = await supporter.token(email=f"{name}@example.org", purpose=purpose)
        answer = await supporter.client.post(f"/{purpose.replace('_', '-')}s/{token}")
        assert answer.status_code in (200, 303)
    return [f"{name}@example.org" for name in KNOWN]


async def _arrived(supporter: Supporter) -> dict[str, list[tuple[object, ...]]]:
    rows = await supporter.fetch(
        "select signer_key, p.code, d.slug, source, channel from arrivals join demands d using (demand_id) "
        "join partners p using (partner_id) order by d.slug, p.code"
    )
    return {
        name: [tuple(row)[1:] for row in rows if row[0] == supporter.key(f"{name}@example.org")[1]]
        for name in KNOWN
    }


async def test_everybody_arrives_alike(supporter: Supporter) -> None:
    for email in await _everybody(supporter):
        await supporter.sign(email=email, partner="npe", source="spring", demands=["community-schools"])
    arrived = await _arrived(supporter)
    assert arrived["unknown"] == [
        ("npe", "community-schools", "spring", "api"),
        ("npe", MORATORIUM, "spring", "api"),
    ]
    assert all(rows == arrived["unknown"] for rows in arrived.values())


async def test_everybody_arrives_alike_in_a_crowd(site: Site, supporter: Supporter) -> None:
    emails = await _everybody(supporter)
    intake = Intake(site)
    demand = (await intake.demands.now()).find(MORATORIUM)
    crowd = [
        Typed(**TYPED | {"email": email, "form_token": make_form_token(site, MORATORIUM), "partner": "npe"})  # type: ignore[arg-type]
        for email in [*emails, *(f"{n}@example.org" for n in range(2 * CROWD))]
    ]
    await asyncio.gather(*(intake.take_in(demand, each, "widget") for each in crowd))
    arrived = await _arrived(supporter)
    assert all(rows == [("npe", MORATORIUM, None, "widget")] for rows in arrived.values())
    assert len(await supporter.fetch("select 1 from arrivals")) == 2 * CROWD + len(KNOWN)


async def test_the_first_arrival_by_a_partner_is_kept_and_each_partner_has_its_own(
    supporter: Supporter,
) -> None:
    email = "unknown@example.org"
    await supporter.sign(email=email, partner="npe", source="spring")
    await supporter.sign(email=email, partner="npe", source="fall")
    await supporter.sign(email=email, partner="j4j", source="fall")
    assert (await _arrived(supporter))["unknown"] == [
        ("j4j", MORATORIUM, "fall", "api"),
        ("npe", MORATORIUM, "spring", "api"),
    ]


@pytest.mark.parametrize("number", [1, 2 * CROWD])
async def test_who_comes_by_no_partner_is_not_noted(site: Site, supporter: Supporter, number: int) -> None:
    intake = Intake(site)
    demand = (await intake.demands.now()).find(MORATORIUM)
    crowd = [
        Typed(**TYPED | {"email": f"{n}@example.org", "form_token": make_form_token(site, MORATORIUM)})  # type: ignore[arg-type]
        for n in range(number)
    ]
    await asyncio.gather(*(intake.take_in(demand, each, "web") for each in crowd))
    assert await supporter.fetch("select 1 from arrivals") == []


async def test_what_is_held_about_somebody_names_who_brought_them(site: Site, supporter: Supporter) -> None:
    intake = Intake(site)
    demands, partners = (await intake.demands.now()).all(), await intake.partners.now()
    await supporter.sign()
    await supporter.sign(partner="npe", source="spring")
    async with site.database.transaction(read_only=True) as db:
        data = await find_data(db, site, supporter.key()[1], demands, partners)
    assert data
    (arrival,) = data["arrivals"]
    assert arrival.pop("at") <= data["made_at"]
    assert arrival == {
        "partner": "Network for Public Education",
        "demand": MORATORIUM,
        "source": "spring",
        "channel": "api",
    }


async def test_who_is_erased_was_not_brought_by_anybody(site: Site, supporter: Supporter) -> None:
    await supporter.sign(partner="npe")
    await supporter.confirm()
    async with site.database.transaction() as db:
        await erase(db, site, supporter.key()[1])
    assert await supporter.fetch("select 1 from arrivals") == []
