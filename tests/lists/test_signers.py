from collections.abc import Awaitable, Callable

import pytest

from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.demands.demands import Demand
from wechoose.lists import signers as module
from wechoose.lists.signers import Signer, signers

Signed = Callable[..., Awaitable[bytes]]


async def test_a_list_has_the_verified_signers_and_nobody_else(
    site: Site, demand: Demand, signed: Signed
) -> None:
    await signed("Ada")
    for status in ("pending", "held", "withdrawn", "removed"):
        await signed(status, status=status)
    [signer] = await _all(site, demand)
    assert (signer.name, signer.city, signer.state, signer.zip) == ("Ada Smith", "Newark", "NJ", "07102")


async def test_a_list_of_one_state_has_that_state_only(site: Site, demand: Demand, signed: Signed) -> None:
    await signed("Ada", state="NJ")
    await signed("Bea", state="MI", zip_code="48201")
    assert [signer.name for signer in await _all(site, demand, "MI")] == ["Bea Smith"]
    assert await _all(site, demand, "WI") == []


async def test_another_demands_signers_are_not_on_the_list(
    site: Site, demand: Demand, signed: Signed
) -> None:
    await signed("Ada")
    assert [batch async for batch in signers(site.database, site.seals, demand.demand_id + 1)] == []


async def test_a_signer_without_a_known_zip_has_no_city(site: Site, demand: Demand, signed: Signed) -> None:
    await signed("Ada", state="AE", zip_code=None)
    await signed("Bea", state="NJ", zip_code="00000")
    assert sorted((signer.city, signer.zip) for signer in await _all(site, demand)) == [
        ("", ""),
        ("", "00000"),
    ]


async def test_a_signature_whose_name_is_erased_keeps_its_row(
    site: Site, demand: Demand, signed: Signed
) -> None:
    await signed("Ada")
    async with site.database.transaction() as db:
        await db.execute("update signers set sealed = null")
    [signer] = await _all(site, demand)
    assert (signer.name, signer.state) == ("", "NJ")


async def test_a_list_of_many_batches_has_everybody_once(
    site: Site, demand: Demand, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    for number in range(70):
        await signed(f"Ada{number}")
    names = [signer.name for signer in await _all(site, demand)]
    assert sorted(names) == sorted(f"Ada{number} Smith" for number in range(70))
    assert names == [signer.name for signer in await _all(site, demand)]


async def test_a_list_is_one_moment_however_long_it_takes(
    site: Site, demand: Demand, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    for number in range(5):
        await signed(f"Ada{number}")
    batches = signers(site.database, site.seals, demand.demand_id)
    seen = await anext(batches)
    for number in range(40):
        await signed(f"Late{number}")
    async for batch in batches:
        seen += batch
    assert sorted(signer.name for signer in seen) == [f"Ada{number} Smith" for number in range(5)]


async def test_a_list_breaks_off_when_the_database_goes_away(
    site: Site, demand: Demand, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    for number in range(20):
        await signed(f"Ada{number}")
    batches = signers(site.database, site.seals, demand.demand_id)
    await anext(batches)
    async with site.database.transaction() as db:
        await db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    with pytest.raises(Unavailable):
        async for _batch in batches:
            pass


async def _all(site: Site, demand: Demand, state: str | None = None) -> list[Signer]:
    return [
        signer
        async for batch in signers(site.database, site.seals, demand.demand_id, state)
        for signer in batch
    ]
