"""A pledge counts once for the demand and once for each of its acts, whatever happens at the same time."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests.counts.test_tallies import differences
from tests.signing.conftest import TYPED, Supporter
from tests.signing.test_letters import Mailbox, part
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.campaign.pledging import add_pledge
from wechoose.defenses.form_tokens import make_form_token
from wechoose.signing.intake import CROWD, Intake
from wechoose.signing.promised import Promise
from wechoose.signing.promises import change_promises
from wechoose.signing.typed import Typed

PLEDGE = "we-choose-to-act"
ATTEND, HOST, CALL, SPEAK, BRING = (
    "attend-board-meeting",
    "host-conversation",
    "call-my-legislator",
    "speak-at-town-hall",
    "bring-five-neighbors",
)


def in_days(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


@pytest.fixture
async def pledge(site: Site) -> int:
    async with site.database.transaction() as db:
        return await add_pledge(db)


async def acts(supporter: Supporter) -> dict[str, int]:
    counted = (await supporter.client.get(f"/api/v1/demands/{PLEDGE}/counts")).json()["acts"]
    return {code: count for code, count in counted.items() if count}


async def test_each_act_is_counted_and_the_demand_once(site: Site, pledge: int, supporter: Supporter) -> None:
    await supporter.sign(PLEDGE, acts=[CALL, BRING], details={BRING: 7})
    assert await acts(supporter) == {}
    for _again in range(2):
        await supporter.confirm(PLEDGE)
        assert await supporter.verified(PLEDGE) == 1
        assert await acts(supporter) == {CALL: 1, BRING: 1}
    await supporter.sign(PLEDGE, email="other@example.org", zip="48201", acts=[CALL])
    await supporter.confirm(PLEDGE, email="other@example.org")
    answer = (await supporter.client.get(f"/api/v1/demands/{PLEDGE}/acts")).json()
    assert answer["verified"] == 2
    states = {act["code"]: act["states"] for act in answer["acts"]}
    assert (states[CALL], states[BRING], states[HOST]) == ({"MI": 1, "NJ": 1}, {"NJ": 1}, {})
    assert await differences(site) == []


async def test_programs_learn_what_a_pledge_asks_for(pledge: int, supporter: Supporter) -> None:
    demand = (await supporter.client.get(f"/api/v1/demands/{PLEDGE}")).json()
    assert demand["kind"] == "pledge"
    assert [act["code"] for act in demand["acts"]] == [ATTEND, HOST, CALL, SPEAK, BRING]
    assert demand["acts"][0] == {
        "code": ATTEND,
        "title": "Attend a school board meeting",
        "detail": "date",
    }
    petition = (await supporter.client.get("/api/v1/demands/end-zero-tolerance")).json()
    assert (petition["kind"], petition["acts"]) == ("petition", [])
    assert "acts" not in (await supporter.client.get("/api/v1/demands/end-zero-tolerance/counts")).json()


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"acts": []}, {"acts": "Choose at least one thing that you will do."}),
    ({"acts": ["dance"]}, {"acts": "One of these acts is not asked for any more. Choose again."}),
    (
        {"acts": [ATTEND], "details": {ATTEND: in_days(-2)}},
        {f"detail-{ATTEND}": "This day is over. Choose one that is still to come."},
    ),
    (
        {"acts": [ATTEND], "details": {ATTEND: in_days(800)}},
        {f"detail-{ATTEND}": "This day is more than two years ahead. Choose an earlier one."},
    ),
    (
        {"acts": [ATTEND], "details": {ATTEND: "soon"}},
        {f"detail-{ATTEND}": "This is no date. Type it as month/day/year, such as 12/31/2026."},
    ),
    (
        {"acts": [ATTEND], "remind": [ATTEND]},
        {f"detail-{ATTEND}": "Say on which day, so that we can remind you of it."},
    ),
    *(
        (
            {"acts": [BRING], "details": {BRING: number}},
            {f"detail-{BRING}": "Type a whole number from 1 to 10,000."},
        )
        for number in ("0", "10001", "five", "2.5", "-3", "9" * 50)
    ),
]


@pytest.mark.parametrize(("fields", "wrong"), WRONG)
async def test_what_is_wrong_is_said_and_stays_as_it_was_typed(
    pledge: int, supporter: Supporter, fields: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = await supporter.sign(PLEDGE, **fields)
    assert (answer.status_code, answer.json()["fields"]) == (422, wrong)
    details = {f"detail-{code}": value for code, value in fields.get("details", {}).items()}
    sent = {"acts": fields["acts"], "remind": fields.get("remind", [])} | details
    page = await supporter.sign_by_form(PLEDGE, **sent)
    assert page.status_code == 422
    for field, sentence in wrong.items():
        assert page.text.count(sentence) == 2
        assert f'href="#{field}"' in page.text
    for code in set(fields["acts"]) - {"dance"}:
        assert f'name="acts" value="{code}" checked' in page.text
    for value in details.values():
        assert f'value="{value}"' in page.text


@pytest.mark.parametrize(
    "fields", [{"details": ["x"]}, {"details": {ATTEND: None}}, {"details": {BRING: True}}, {"remind": "x"}]
)
async def test_programs_must_keep_to_the_shape(
    pledge: int, supporter: Supporter, fields: dict[str, Any]
) -> None:
    answer = await supporter.sign(PLEDGE, acts=[ATTEND], **fields)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == list(fields)
    answer = await supporter.sign(PLEDGE, acts=[ATTEND], details={"dance": "x"})
    assert list(answer.json()["fields"]) == ["details"]


async def test_a_petition_takes_no_acts(supporter: Supporter) -> None:
    tried: list[dict[str, Any]] = [{"acts": [CALL]}, {"details": {BRING: 2}}, {"remind": [ATTEND]}]
    for fields in tried:
        answer = await supporter.sign(**fields)
        assert answer.json()["fields"] == {"acts": "This demand asks for a signature only, not for acts."}


async def test_signing_again_before_it_counts_replaces_the_acts(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    await supporter.sign(PLEDGE, acts=[CALL, HOST])
    token = await supporter.form_token(PLEDGE)
    for chosen in ([HOST], [SPEAK, BRING]):
        # The second time it is the same form, gone back to.
        await supporter.sign(PLEDGE, acts=chosen, form_token=token)
    await supporter.confirm(PLEDGE)
    await supporter.sign(PLEDGE, acts=[CALL])
    await supporter.confirm(PLEDGE)
    assert await acts(supporter) == {SPEAK: 1, BRING: 1}
    assert await differences(site) == []


async def test_further_demands_take_no_promises(site: Site, pledge: int, supporter: Supporter) -> None:
    await supporter.sign(PLEDGE, acts=[CALL], demands=["community-schools"])
    await supporter.confirm(PLEDGE, "community-schools")
    rows = await supporter.fetch("select demand_id = $1 as pledge, promises from signatures", pledge)
    assert {row["pledge"]: row["promises"] is None for row in rows} == {True: False, False: True}
    assert await differences(site) == []


async def test_every_recount_agrees_while_pledges_come_and_go(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    chance, done = Random(3), asyncio.Event()

    async def come_and_go(number: int) -> None:
        email = f"{number}@example.org"
        chosen = chance.sample([ATTEND, HOST, CALL, SPEAK, BRING], chance.randint(1, 3))
        await supporter.sign(PLEDGE, email=email, zip=chance.choice(["07102", "48201"]), acts=chosen)
        await asyncio.gather(*(supporter.confirm(PLEDGE, email=email) for _again in range(2)))
        if number % 3 == 0:
            token = await supporter.token(email=email, purpose="disavowal")
            await asyncio.gather(*(supporter.client.post(f"/disavowals/{token}") for _again in range(2)))

    async def recount_until_done() -> list[Any]:
        found = []
        while not done.is_set():
            found += await differences(site)
        return found

    recounting = asyncio.create_task(recount_until_done())
    for first in range(0, 30, 6):
        await asyncio.gather(*(come_and_go(number) for number in range(first, first + 6)))
    done.set()
    assert await recounting == []
    assert await supporter.verified(PLEDGE) == 20
    counted = await supporter.fetch(
        "select count(*) from signatures, jsonb_array_elements(promises) where status = 'verified'"
    )
    assert sum((await acts(supporter)).values()) == counted[0][0]


async def test_the_recount_finds_an_act_that_is_counted_wrong(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    await supporter.sign(PLEDGE, acts=[CALL])
    await supporter.confirm(PLEDGE)
    async with site.database.transaction() as db:
        await db.execute("update act_tallies set verified = 3")
    [difference] = await differences(site)
    assert (difference.act, difference.state, difference.tally, difference.signatures) == (CALL, "NJ", 3, 1)


async def test_the_signer_changes_acts_exactly(site: Site, pledge: int, supporter: Supporter) -> None:
    await supporter.sign(PLEDGE, acts=[CALL, HOST])
    await supporter.confirm(PLEDGE)
    ids = dict(await supporter.fetch("select code, act_id from acts"))
    _bucket, key = supporter.key()
    wanted = (Promise(ids[CALL]), Promise(ids[BRING], number=6))
    for _again in range(2):
        async with site.database.transaction() as db:
            await change_promises(db, key, pledge, wanted)
        assert await acts(supporter) == {CALL: 1, BRING: 1}
        assert await differences(site) == []


async def test_those_who_change_acts_at_once_never_wait_in_a_circle(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    """Each lets one tally fall that the next lets rise, in the same bucket."""
    emails = [f"{n}@example.org" for n in range(500)]
    emails = [email for email in emails if supporter.key(email)[0] == 7][:6]
    for email in emails:
        await supporter.sign(PLEDGE, email=email, acts=[CALL])
        await supporter.confirm(PLEDGE, email=email)
    ids = dict(await supporter.fetch("select code, act_id from acts"))

    async def change(number: int) -> None:
        for turn in range(10):
            chosen = (Promise(ids[CALL]),) if (number + turn) % 2 else (Promise(ids[BRING]),)
            async with site.database.transaction() as db:
                await change_promises(db, supporter.key(emails[number])[1], pledge, chosen)

    await asyncio.gather(*(change(number) for number in range(len(emails))))
    assert sum((await acts(supporter)).values()) == len(emails)
    assert await differences(site) == []


async def test_who_pledges_in_a_crowd_leaves_the_same_rows(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    intake = Intake(site)
    demand = (await intake.demands.now()).find(PLEDGE)

    def typed(email: str) -> Typed:
        fields: dict[str, Any] = TYPED | {
            "email": email,
            "demands": ("community-schools",),
            "acts": (ATTEND, BRING),
            "details": {BRING: "5"},
        }
        return Typed(**fields, form_token=make_form_token(site, PLEDGE))

    crowd = [typed(f"crowd{n}@example.org") for n in range(CROWD)]
    await asyncio.gather(*(intake.take_in(demand, each, "web") for each in crowd))
    assert len(await supporter.fetch("select distinct xmin::text from signers")) == 1
    await intake.take_in(demand, typed("alone@example.org"), "web")
    kinds = await supporter.fetch(
        "select (demand_id, status, promises)::text as kind, count(*) from signatures group by 1"
    )
    assert [row["count"] for row in kinds] == [CROWD + 1] * 2


async def test_letter_and_page_say_what_was_pledged(pledge: int, supporter: Supporter) -> None:
    day = in_days(20)
    await supporter.sign(PLEDGE, acts=[ATTEND, BRING], details={ATTEND: day, BRING: 1200})
    letter = await Mailbox(supporter).letter()
    assert letter["subject"].startswith("Confirm your pledge: ")
    for words in (
        "you made this pledge:",
        "Attend a school board meeting: ",
        "Bring five neighbors, or more: 1,200",
    ):
        assert words in part(letter, "plain")
        assert words in part(letter, "html")
    page = await supporter.client.get(f"/confirmations/{await supporter.token(PLEDGE)}")
    assert "Yes, count my pledge" in page.text
    assert "Bring five neighbors, or more: 1,200" in page.text


async def test_the_page_of_a_pledge_shows_its_acts(pledge: int, supporter: Supporter) -> None:
    page = (await supporter.client.get(f"/demands/{PLEDGE}")).text
    assert page.count("data-act-bar=") == 5
    assert 'type="date"' in page
    assert "checked" not in page
    framed = (await supporter.client.get(f"/embed/{PLEDGE}?partner=j4j")).text
    assert framed.count('name="acts"') == 5
    assert TYPED["email"] not in page
