"""The ledger notices every way in which what was acknowledged can differ from what is there."""

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.bench.inside import Survey
from wechoose.bench.ledger import Ledger
from wechoose.bench.plan import Answer
from wechoose.bench.supporters import Confirming, Signing, Supporters
from wechoose.demands.demands import all_demands
from wechoose.signing.addresses import canonical

ADA = "ada@example.org"


def answered(status: int) -> list[Answer]:
    return [Answer(0, 1, 2, status, 0)]


@pytest.fixture
async def survey(site: Site) -> Survey:
    async with site.database.transaction(read_only=True) as db:
        return Survey(site, {demand.slug: demand.demand_id for demand in await all_demands(db)}, "18")


@pytest.fixture
async def signing(site: Site, client: httpx.AsyncClient, survey: Survey) -> Signing:
    """A signature that is there: Ada's, from New Jersey."""
    await Supporter(site, client).sign(email=ADA, zip="07102")
    return Signing(b"", site.signer_key(canonical(ADA))[1], survey.demands[MORATORIUM], "NJ")


async def audited(site: Site, ledger: Ledger) -> tuple[int, int]:
    """How much is lost, and how much is odd."""
    async with site.database.transaction(read_only=True) as db:
        lost, odd = await ledger.audit(db)
    return len(lost), len(odd)


def ledger_of(signing: Signing, status: int = 202, confirmed: int | None = None) -> Ledger:
    ledger = Ledger()
    ledger.note_signings([signing], answered(status))
    if confirmed is not None:
        ledger.note_confirmings([Confirming(b"", signing)], answered(confirmed))
    return ledger


async def test_what_was_acknowledged_and_is_there_is_in_order(site: Site, signing: Signing) -> None:
    assert await audited(site, ledger_of(signing)) == (0, 0)


async def test_a_row_that_is_deleted_behind_our_back_is_lost(site: Site, signing: Signing) -> None:
    async with site.database.transaction() as db:
        await db.execute("delete from signatures")
    assert await audited(site, ledger_of(signing)) == (1, 0)


async def test_a_confirmation_that_does_not_count_is_lost(site: Site, signing: Signing) -> None:
    assert await audited(site, ledger_of(signing, confirmed=303)) == (1, 0)


async def test_what_counts_and_was_never_confirmed_is_odd(
    site: Site, client: httpx.AsyncClient, signing: Signing
) -> None:
    await Supporter(site, client).confirm(email=ADA)
    assert await audited(site, ledger_of(signing)) == (0, 1)
    assert await audited(site, ledger_of(signing, confirmed=303)) == (0, 0)


async def test_a_signature_that_nobody_made_is_odd(site: Site, signing: Signing) -> None:
    assert signing
    assert await audited(site, Ledger()) == (0, 1)


async def test_a_signature_under_another_state_is_odd(site: Site, signing: Signing) -> None:
    async with site.database.transaction() as db:
        await db.execute("update signatures set state = 'OH'")
    assert await audited(site, ledger_of(signing)) == (0, 1)


async def test_a_second_letter_is_odd(site: Site, signing: Signing) -> None:
    async with site.database.transaction() as db:
        await db.execute(
            "insert into outbox select bucket, gen_random_uuid(), signer_key, kind, demand_ids, language, status, "
            "attempts, created_at, due_at, status_at, last_error from outbox"
        )
    assert await audited(site, ledger_of(signing)) == (0, 1)


@pytest.mark.parametrize(
    ("status", "odd"), [(65536 + 503, 0), (65536 + 429, 0), (503, 1), (500, 1), (422, 1), (0, 0)]
)
async def test_a_refusal_that_asks_to_come_back_is_in_order_and_an_error_is_not(
    site: Site, signing: Signing, status: int, odd: int
) -> None:
    assert await audited(site, ledger_of(signing, status)) == (0, odd)
    assert not ledger_of(signing, status).note_signings([signing], answered(status))


async def test_what_broke_off_may_have_been_done_or_not(site: Site, signing: Signing) -> None:
    ledger = ledger_of(signing, status=0, confirmed=0)
    assert await audited(site, ledger) == (0, 0)
    async with site.database.transaction() as db:
        await db.execute("delete from signatures")
    assert await audited(site, ledger) == (0, 0)


def test_what_was_never_sent_is_not_expected(signing: Signing) -> None:
    ledger = Ledger()
    assert ledger.note_signings([signing], [Answer(0, 0, 0, 0, 0)]) == []
    assert ledger.describe() == ""


async def test_supporters_come_once_each_to_every_demand_or_all_from_one_state_to_one(survey: Survey) -> None:
    supporters = Supporters(survey)
    spread, hot = supporters.sign(90), supporters.sign(30, "form", hot=True)
    assert len({signing.signer_key for signing in spread + hot}) == 120
    assert len({signing.demand_id for signing in spread}) == 9
    assert len({signing.state for signing in spread}) > 10
    assert {(signing.demand_id, signing.state) for signing in hot} == {(survey.demands[MORATORIUM], "CA")}


async def test_what_was_there_before_is_nobodys_answer_and_must_stay(site: Site, signing: Signing) -> None:
    ledger = Ledger()
    ledger.take_over(clock.now(), {"pending": 1})
    assert await audited(site, ledger) == (0, 0)
    async with site.database.transaction() as db:
        await db.execute("update signatures set status = 'held'")
    # One pending one too few, one held one too many.
    assert await audited(site, ledger) == (0, 2)
