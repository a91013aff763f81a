"""A crowd that comes at once shares the work, and each of it gets what it would have got alone."""

import asyncio
from random import Random

import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.base.refusals import Invalid, Unavailable
from wechoose.base.site import Site
from wechoose.counts.recount import recount
from wechoose.defenses.form_tokens import make_form_token, make_page_token
from wechoose.demands.demands import Demand
from wechoose.signing.addresses import canonical
from wechoose.signing.intake import CROWD, Intake
from wechoose.signing.typed import Typed
from wechoose.signing.verification import Confirmation


@pytest.fixture
async def intake(site: Site) -> Intake:
    return Intake(site)


def typed(site: Site, email: str, **fields: object) -> Typed:
    token = make_form_token(site, MORATORIUM)
    return Typed(**(TYPED | {"email": email, "form_token": token} | fields))  # type: ignore[arg-type]


async def moratorium(intake: Intake) -> Demand:
    return (await intake.demands.now()).find(MORATORIUM)


async def test_who_signs_at_once_is_signed_together(site: Site, supporter: Supporter, intake: Intake) -> None:
    demand = await moratorium(intake)
    crowd = [intake.take_in(demand, typed(site, f"{n}@example.org"), "web") for n in range(200)]
    await asyncio.gather(*crowd)
    assert len(await supporter.statuses()) == 200
    assert len(await supporter.letters()) == 200
    transactions = await supporter.fetch("select distinct xmin::text from signers")
    assert len(transactions) < 20


async def test_one_whose_row_is_refused_does_not_fail_its_neighbors(
    site: Site, supporter: Supporter, intake: Intake
) -> None:
    """A partner is deleted under us: only who came through it hears of that."""
    demand, partners = await moratorium(intake), await intake.partners.now()
    async with site.database.transaction() as db:
        await db.execute(
            "delete from wordings where partner_id = $1", partner_id := partners.all[0].partner_id
        )
        await db.execute("delete from partners where partner_id = $1", partner_id)
    crowd = [
        intake.take_in(
            demand,
            typed(site, f"{n}@example.org", partner=partners.all[0].code if n == 7 else ""),
            "web",
        )
        for n in range(20)
    ]
    answers = await asyncio.gather(*crowd, return_exceptions=True)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Exception)] == [7]
    assert len(await supporter.statuses()) == 19


async def test_a_form_used_by_another_is_refused_alone(
    site: Site, supporter: Supporter, intake: Intake
) -> None:
    demand, token = await moratorium(intake), make_form_token(site, MORATORIUM)
    crowd = [
        intake.take_in(
            demand, typed(site, f"{n}@example.org", **({"form_token": token} if n in (3, 4) else {})), "web"
        )
        for n in range(10)
    ]
    answers = await asyncio.gather(*crowd, return_exceptions=True)
    assert [isinstance(answer, Invalid) for answer in answers].count(True) == 1
    assert len(await supporter.statuses()) == 9


async def test_the_token_of_a_page_is_good_for_everybody_once(
    site: Site, supporter: Supporter, intake: Intake
) -> None:
    demand, token = await moratorium(intake), make_page_token(site, MORATORIUM)
    crowd = [
        intake.take_in(demand, typed(site, f"{n % 5}@example.org", form_token=token), "web")
        for n in range(25)
    ]
    await asyncio.gather(*crowd)
    assert len(await supporter.statuses()) == 5
    assert len(await supporter.letters()) == 5
    assert len(await supporter.fetch("select 1 from submissions")) == 5


async def test_crowds_of_several_processes_never_wait_in_a_circle(site: Site, supporter: Supporter) -> None:
    """Forty mailboxes sign and confirm all demands, over and over, in any order, through three processes at once."""
    chance, crowds = Random(3), [Intake(site) for _ in range(3)]
    demands = (await crowds[0].demands.now()).all()
    ids = [demand.demand_id for demand in demands]
    work = []
    for n in range(600):
        demand, email, intake = (
            chance.choice(demands),
            f"{chance.randrange(40)}@example.org",
            chance.choice(crowds),
        )
        key = site.signer_key(canonical(email))[1]
        token = make_form_token(site, demand.slug)
        further = tuple(each.slug for each in chance.sample(demands, 3))
        if n % 3 == 0:
            work.append(intake.verify(Confirmation(key, chance.sample(ids, len(ids)))))
        else:
            fields = {"form_token": token, "demands": further, "partner": chance.choice(("", "npe", "j4j"))}
            work.append(intake.take_in(demand, typed(site, email, **fields), "web"))
    answers = await asyncio.gather(*work, return_exceptions=True)
    assert not [answer for answer in answers if isinstance(answer, Unavailable | OSError)]
    async with site.database.transaction(read_only=True) as db:
        assert await recount(db) == []
    waiting = await supporter.fetch(
        "select signer_key from outbox where kind = 'confirmation' and status = 'waiting'"
    )
    assert len(waiting) == len({row[0] for row in waiting})


async def test_a_crowd_larger_than_patience_is_sent_away(
    site: Site, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database hangs, those who wait are few and the others hear it at once."""
    monkeypatch.setattr("wechoose.base.together.PATIENCE_SECONDS", 0.05)
    demand = await moratorium(intake)
    async with site.database.transaction() as db:
        await db.execute("lock table submissions in exclusive mode")
        first = asyncio.create_task(intake.take_in(demand, typed(site, "first@example.org"), "web"))
        async with asyncio.timeout(10):
            while not intake.is_busy():
                await asyncio.sleep(0.01)
        with pytest.raises(Unavailable):
            await intake.take_in(demand, typed(site, "late@example.org"), "web")
    await first


async def test_a_newcomer_in_a_crowd_is_signed_as_one_who_comes_alone(
    site: Site, supporter: Supporter, intake: Intake
) -> None:
    """The one statement for newcomers leaves the same rows behind as the steps that are right for anybody."""
    demand, further = await moratorium(intake), ("community-schools", "teachers-of-color")
    fields = {"demands": further, "news": True, "public": True, "partner": "npe", "consent": ("j4j", "npe")}
    fields["source"] = "spring"
    crowd = [typed(site, f"crowd{n}@example.org", **fields) for n in range(CROWD)]
    await asyncio.gather(*(intake.take_in(demand, each, "widget") for each in crowd))
    assert len(await supporter.fetch("select distinct xmin::text from signers")) == 1
    await intake.take_in(demand, typed(site, "alone@example.org", **fields), "widget")
    for table, columns in (
        ("signers", "language, news_at, erased_at, mail_stopped_at, length(sealed) > 50"),
        ("submissions", "signer_key is null, submitted_at is null"),
        (
            "signatures",
            "demand_id, status, state, zip, partner_id, channel, public, news, consents, verified_at, "
            "signed_at = status_at",
        ),
        ("arrivals", "partner_id, demand_id, source, channel, arrived_at is null"),
        (
            "outbox",
            "kind, demand_ids, language, status, attempts, last_error, created_at = due_at, created_at = status_at",
        ),
    ):
        kinds = await supporter.fetch(f"select ({columns})::text as kind, count(*) from {table} group by 1")
        assert {row["count"] for row in kinds} == {CROWD + 1}, table


async def test_who_was_here_before_is_right_also_among_newcomers(
    site: Site, supporter: Supporter, intake: Intake
) -> None:
    demand = await moratorium(intake)
    await intake.take_in(demand, typed(site, "known@example.org"), "web")
    await supporter.confirm(email="known@example.org")
    again = typed(site, "known@example.org", given_name="Somebody")
    crowd = [again, *(typed(site, f"{n}@example.org") for n in range(2 * CROWD))]
    await asyncio.gather(*(intake.take_in(demand, each, "web") for each in crowd))
    assert sorted(await supporter.statuses()) == ["pending"] * 2 * CROWD + ["verified"]
    kinds = [row["kind"] for row in await supporter.letters()]
    assert (kinds.count("confirmation"), kinds.count("already_signed")) == (2 * CROWD + 1, 1)
