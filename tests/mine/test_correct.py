"""Correcting: the counts move with a signer, exactly, whoever confirms or moves at the same moment."""

import asyncio
from random import Random

import pytest

from tests.mine.own import all_rows, correct, do, home, is_exact, look, states
from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.campaign.pledging import add_pledge
from wechoose.signing.people import open_person

ZERO = "end-zero-tolerance"
PLEDGE = "we-choose-to-act"
PLACES = {"07102": "NJ", "48201": "MI", "53202": "WI", "60601": "IL"}


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def person(supporter: Supporter, email: str = "") -> tuple[str, str, str]:
    key = supporter.key(email)[1]
    sealed = (await supporter.fetch("select sealed from signers where signer_key = $1", key))[0][0]
    them = open_person(supporter.site.seals, key, sealed)
    return them.given_name, them.family_name, them.email


async def test_another_zip_moves_everything_that_was_signed(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO])
    await supporter.confirm(MORATORIUM, ZERO)
    await supporter.sign("community-schools")
    assert (await correct(supporter, zip="48201")).status_code == 303
    assert await states(supporter, MORATORIUM) == {"MI": 1}
    assert await states(supporter, ZERO) == {"MI": 1}
    assert await is_exact(supporter)
    await supporter.confirm("community-schools")
    assert await states(supporter, "community-schools") == {"MI": 1}
    assert {row[0] for row in await supporter.fetch("select zip from signatures")} == {"48201"}
    assert await is_exact(supporter)


async def test_another_zip_of_the_same_state_changes_no_count(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    before = (await all_rows(supporter))["tallies"]
    await correct(supporter, zip="08608")
    assert (await all_rows(supporter))["tallies"] == before
    assert [tuple(row) for row in await supporter.fetch("select state, zip from signatures")] == [
        ("NJ", "08608")
    ]
    assert await is_exact(supporter)


async def test_acts_of_a_pledge_move_too(supporter: Supporter) -> None:
    await with_pledge(supporter)
    await correct(supporter, zip="48201")
    rows = await supporter.fetch("select distinct state from act_tallies where verified > 0")
    assert [row[0] for row in rows] == ["MI"]
    assert await is_exact(supporter)
    await correct(supporter, zip="07102")
    assert await is_exact(supporter)


async def test_a_name_is_mended_and_the_address_stays(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    typed = {"given_name": "Marìa", "family_name": "de  Ávila", "zip": "07102"}
    address = f"{await home(supporter)}/details"
    await supporter.client.post(address, data=typed | {"email": "other@example.org"})
    assert await person(supporter) == ("Marìa", "de Ávila", "maria@example.org")
    assert "Hello Marìa" in await look(supporter)
    assert await is_exact(supporter)


async def test_a_signer_without_a_zip_chooses_a_state(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await correct(supporter, zip="", state="IL")
    assert await states(supporter, MORATORIUM) == {"IL": 1}
    page = await look(supporter)
    assert '<option value="IL" selected>' in page
    await correct(supporter, zip="", state="IL")
    assert await is_exact(supporter)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"given_name": ""}, "Type your first name."),
        ({"family_name": "www.example.org"}, "Please type a name here"),
        ({"zip": "0710"}, "A ZIP code has five digits."),
        ({"zip": "07102", "state": "MI"}, "ZIP code 07102 is not in Michigan."),
        ({"zip": "", "state": ""}, "Type your ZIP code, or choose your state."),
        ({"state": "XX"}, "Choose a state from the list."),
    ],
)
async def test_the_rules_are_those_of_the_form_and_what_was_typed_stays(
    supporter: Supporter, fields: dict[str, str], wrong: str
) -> None:
    await supporter.sign()
    await supporter.confirm()
    before = await all_rows(supporter)
    answer = await correct(supporter, **({"given_name": "Mariah"} | fields))
    assert answer.status_code == 422
    assert wrong in answer.text
    kept = fields.get("given_name", "Mariah")
    assert f'name="given_name" type="text" value="{kept}"' in answer.text
    assert await all_rows(supporter) == before


async def test_correcting_twice_is_correcting_once(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO])
    await supporter.confirm(MORATORIUM, ZERO)
    await correct(supporter, given_name="Mariah", zip="48201")
    rows = await all_rows(supporter)
    await correct(supporter, given_name="Mariah", zip="48201")
    assert await all_rows(supporter) == rows
    assert len(rows["changes"]) == 3


async def test_correcting_what_is_right_writes_nothing(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    before = await all_rows(supporter)
    assert (await correct(supporter)).status_code == 303
    assert await all_rows(supporter) == before


async def test_what_was_withdrawn_moves_without_being_counted(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await do(supporter, "withdraw", demand=MORATORIUM)
    await correct(supporter, zip="48201")
    assert await states(supporter, MORATORIUM) == {}
    assert await is_exact(supporter)


async def test_counts_stay_exact_while_people_move_confirm_and_leave_at_once(supporter: Supporter) -> None:
    """Forty people in few slots: confirming, moving to and fro, taking back and signing again, all at once."""
    await add_the_pledge(supporter)
    chance = Random(11)
    emails = [f"{number}@example.org" for number in range(40)]
    for email in emails:
        await supporter.sign(email=email, demands=[ZERO], zip=chance.choice([*PLACES]))
        await pledge(supporter, email)

    async def live(email: str) -> None:
        await supporter.confirm(MORATORIUM, ZERO, PLEDGE, email=email)
        for _move in range(3):
            answers = await asyncio.gather(
                correct(supporter, email, zip=chance.choice([*PLACES])),
                correct(supporter, email, zip=chance.choice([*PLACES])),
                supporter.confirm(MORATORIUM, ZERO, PLEDGE, email=email),
            )
            assert {answer.status_code for answer in answers} == {303}
        if chance.random() < 0.4:
            gone = await asyncio.gather(
                do(supporter, "withdraw", email, sure="yes"),
                correct(supporter, email, zip=chance.choice([*PLACES])),
            )
            assert {answer.status_code for answer in gone} == {303}

    for first in range(0, len(emails), 8):
        await asyncio.gather(*(live(email) for email in emails[first : first + 8]))
        assert await is_exact(supporter)
    verified = await supporter.fetch("select count(*) from signatures where status = 'verified'")
    assert 0 < verified[0][0] < 3 * len(emails)


async def test_the_page_says_why_the_address_stays(supporter: Supporter) -> None:
    await supporter.sign()
    page = await look(supporter)
    assert TYPED["email"] in page
    assert "because this mailbox confirmed them" in page
    assert 'name="email"' not in page


async def test_loading_the_forms_address_again_leads_back(supporter: Supporter) -> None:
    await supporter.sign()
    here = await home(supporter)
    for act in ("consents", "details", "name", "confirm", "withdraw", "erase"):
        answer = await supporter.client.get(f"{here}/{act}")
        assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert (await supporter.client.get(f"{here}/no-such-act")).status_code == 404


async def add_the_pledge(supporter: Supporter) -> None:
    async with supporter.site.database.transaction() as db:
        await add_pledge(db)
    await supporter.client.get("/")


async def pledge(supporter: Supporter, email: str = "") -> None:
    codes = [row[0] for row in await supporter.fetch("select code from acts order by position limit 2")]
    fields = {"email": email} if email else {}
    answer = await supporter.sign(PLEDGE, acts=codes, **fields)
    assert answer.status_code == 202, answer.text


async def with_pledge(supporter: Supporter) -> None:
    await add_the_pledge(supporter)
    await pledge(supporter)
    await supporter.confirm(PLEDGE)
    assert await is_exact(supporter)
