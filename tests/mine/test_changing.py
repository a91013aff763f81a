"""What signers do on their own pages: exact after each act, twice is once, and only who has the link can."""

import asyncio
import json
import re
from typing import Any

import pytest

from tests.mine.own import all_rows, correct, do, home, is_exact, look, states
from tests.mine.test_correct import PLEDGE, with_pledge
from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.audit import acts, trail
from wechoose.partners.partners import find_partner
from wechoose.signing.listing import note_listed

ZERO = "end-zero-tolerance"


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def counted(supporter: Supporter, **fields: Any) -> None:
    await supporter.sign(demands=[ZERO], **fields)
    await supporter.confirm(MORATORIUM, ZERO)


async def changes(supporter: Supporter) -> list[str]:
    return [row[0] for row in await supporter.fetch("select what from changes order by change_id")]


async def test_one_signature_is_taken_back_and_signed_again(supporter: Supporter) -> None:
    await counted(supporter)
    answer = await do(supporter, "withdraw", demand=MORATORIUM)
    assert answer.headers["location"].endswith("?saved=withdrawn#saved")
    assert (await states(supporter, MORATORIUM), await states(supporter, ZERO)) == ({}, {"NJ": 1})
    assert await is_exact(supporter)
    page = await look(supporter)
    assert "Taken back on" in page
    assert "Sign again" in page
    await supporter.sign()
    await supporter.confirm()
    assert await states(supporter, MORATORIUM) == {"NJ": 1}
    assert await is_exact(supporter)


async def test_all_is_taken_back_only_by_who_ticks_the_box(supporter: Supporter) -> None:
    await counted(supporter)
    before = await all_rows(supporter)
    answer = await do(supporter, "withdraw")
    assert answer.status_code == 422
    assert "Tick the box to say that you take all of them back." in answer.text
    assert await all_rows(supporter) == before
    assert (await do(supporter, "withdraw", sure="yes")).status_code == 303
    assert await supporter.statuses() == ["withdrawn", "withdrawn"]
    assert await is_exact(supporter)
    assert await changes(supporter) == ["withdrawn", "withdrawn"]


async def test_a_demand_that_is_none_takes_nothing_back(supporter: Supporter) -> None:
    await counted(supporter)
    assert (await do(supporter, "withdraw", demand="no-such-demand", sure="yes")).status_code == 404
    assert await supporter.statuses() == ["verified", "verified"]


async def test_what_waits_is_counted_from_the_page(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO], consent=["j4j"])
    assert "2 signatures wait for you." in await look(supporter)
    answer = await do(supporter, "confirm")
    assert answer.status_code == 303
    assert await states(supporter, ZERO) == {"NJ": 1}
    assert await is_exact(supporter)
    page = (await supporter.client.get(answer.headers["location"])).text
    assert "Your signatures are counted." in page
    assert "wait for you" not in page
    assert (await supporter.client.get(f"/api/v1/demands/{MORATORIUM}/counts")).json()["verified"] == 1
    assert "Allowed since" in page


async def test_what_was_taken_back_is_not_counted_by_the_button(supporter: Supporter) -> None:
    await counted(supporter)
    await do(supporter, "withdraw", sure="yes")
    await do(supporter, "confirm")
    assert await supporter.statuses() == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize(
    ("how", "flags", "says"),
    [
        ("shown", (True, False), "Yes, my first name: María"),
        ("initial", (True, True), "my last name: María N."),
        ("hidden", (False, False), "No, to nobody"),
    ],
)
async def test_a_name_is_shown_or_hidden_with_everything_signed(
    supporter: Supporter, how: str, flags: tuple[bool, bool], says: str
) -> None:
    await counted(supporter, public=how == "hidden")
    assert (await do(supporter, "name", shown=how)).status_code == 303
    rows = await supporter.fetch("select public, initial from signatures")
    assert [tuple(row) for row in rows] == [flags, flags]
    page = await look(supporter)
    assert re.search(
        f'value="{how}" checked> *{re.escape(says)}|value="{how}" checked.{{0,60}}{re.escape(says)}', page
    )
    assert await changes(supporter) == [how]
    assert await is_exact(supporter)


async def test_a_choice_that_is_none_is_asked_for_again(supporter: Supporter) -> None:
    await counted(supporter)
    before = await all_rows(supporter)
    answer = await do(supporter, "name", shown="everything")
    assert answer.status_code == 422
    assert "Choose whether your name may be shown." in answer.text
    assert await all_rows(supporter) == before


async def test_acts_of_a_pledge_are_changed(supporter: Supporter) -> None:
    await with_pledge(supporter)
    page = (await supporter.client.get(f"{await home(supporter)}/acts/{PLEDGE}")).text
    codes = re.findall(r'name="acts" value="([^"]+)"( checked)?', page)
    assert [bool(checked) for _code, checked in codes][:3] == [True, True, False]
    third = codes[2][0]
    for _again in range(2):
        assert (await do(supporter, f"acts/{PLEDGE}", acts=third)).status_code == 303
    rows = await supporter.fetch(
        "select code, sum(verified)::int from act_tallies join acts using (act_id) group by 1 having sum(verified) > 0"
    )
    assert dict(rows) == {third: 1}
    assert await is_exact(supporter)
    assert await changes(supporter) == ["acts"]
    assert (await do(supporter, f"acts/{PLEDGE}")).status_code == 422
    assert (await supporter.client.get(f"{await home(supporter)}/acts/{MORATORIUM}")).status_code == 404


async def test_who_is_erased_leaves_a_tombstone_and_nothing_else(supporter: Supporter) -> None:
    await counted(supporter, consent=["j4j", "npe"], source="fall-newsletter", public=True)
    async with supporter.site.database.transaction() as db:
        await note_listed(db, (await find_partner(db, "j4j")).partner_id, None)
    await correct(supporter, given_name="Mariah")
    here = await home(supporter)
    assert (await do(supporter, "erase")).status_code == 422
    assert await states(supporter, ZERO) == {"NJ": 1}
    answer = await do(supporter, "erase", sure="yes")
    assert answer.status_code == 200
    assert "This page is your receipt" in answer.text
    assert (await supporter.client.get(here)).status_code == 410
    assert (await supporter.client.get(f"{here}/data.json")).status_code == 410
    row = dict((await supporter.fetch("select * from signers"))[0])
    assert row["sealed"] is None
    assert row["erased_at"]
    assert row["mail_stopped_at"]
    left = await supporter.fetch(
        "select status, zip, source, partner_id, public, news, consents from signatures"
    )
    assert {tuple(map(str, each)) for each in left} == {
        ("withdrawn", "None", "None", "None", "False", "False", "[]")
    }
    for table in ("outbox", "changes", "reminders", "invitations"):
        assert await supporter.fetch(f"select 1 from {table}") == []
    kept = await supporter.fetch(
        "select code, withdrawn_at is not null, listed_in from consents join partners using (partner_id)"
    )
    # Whoever was told of it is told of this too.
    assert [tuple(each) for each in kept] == [("j4j", True, 1)]
    assert await is_exact(supporter)


async def test_the_address_of_who_is_erased_signs_no_more(supporter: Supporter) -> None:
    await counted(supporter)
    await do(supporter, "erase", sure="yes")
    before = await all_rows(supporter)
    assert (await supporter.sign("community-schools")).status_code == 202
    assert await all_rows(supporter) == before


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("consents", {"news": "yes"}),
        ("details", {"given_name": "Mariah", "family_name": "N", "zip": "48201"}),
        ("name", {"shown": "shown"}),
        ("confirm", {"x": ""}),
        ("withdraw", {"demand": ZERO}),
        ("withdraw", {"sure": "yes"}),
    ],
)
async def test_every_act_twice_is_the_same_as_once_also_at_the_same_moment(
    supporter: Supporter, act: str, fields: dict[str, str]
) -> None:
    await counted(supporter)
    await supporter.sign("community-schools")
    together = await asyncio.gather(*(do(supporter, act, **fields) for _each in range(3)))
    assert {answer.status_code for answer in together} == {303}
    once = await all_rows(supporter)
    assert (await do(supporter, act, **fields)).status_code == 303
    assert await all_rows(supporter) == once
    assert len([row for row in once["outbox"] if ",changed," in row]) == 1
    assert await is_exact(supporter)


async def test_erasing_twice_ends_at_the_page_that_is_gone(supporter: Supporter) -> None:
    await counted(supporter)
    together = await asyncio.gather(*(do(supporter, "erase", sure="yes") for _each in range(3)))
    assert sorted(answer.status_code for answer in together) == [200, 410, 410]
    once = await all_rows(supporter)
    assert (await do(supporter, "erase", sure="yes")).status_code == 410
    assert await all_rows(supporter) == once


ACTS = ("consents", "details", "name", "confirm", "withdraw", "erase", f"acts/{PLEDGE}")


@pytest.mark.parametrize("act", ACTS)
async def test_no_other_token_does_anything(supporter: Supporter, act: str) -> None:
    await with_pledge(supporter)
    before = await all_rows(supporter)
    tokens = [
        await supporter.token(purpose=purpose) for purpose in ("disavowal", "mail_stop", "confirmation")
    ]
    for token in (*tokens, "x", await supporter.form_token()):
        answer = await supporter.client.post(f"/mine/{token}/{act}", data={"sure": "yes", "shown": "shown"})
        assert answer.status_code == 410
    assert await all_rows(supporter) == before


async def downloaded(supporter: Supporter, slug: str, state: str, act: str = acts.DOWNLOADED_LIST) -> None:
    async with supporter.site.database.transaction() as db:
        await trail.append(
            db, leader_id=None, act=act, subject=slug, details={"state": state, "format": "csv"}
        )


async def lists(supporter: Supporter) -> list[tuple[str, str]]:
    data = (await supporter.client.get(f"{await home(supporter)}/data.json")).json()
    return [(each["demand"], each["state"]) for each in data["handed_on"]["signer_lists"]]


async def test_lists_that_held_a_signer_are_named_and_no_others(supporter: Supporter) -> None:
    await downloaded(supporter, MORATORIUM, "all")
    await counted(supporter)
    await downloaded(supporter, ZERO, "NJ")
    await downloaded(supporter, ZERO, "MI")
    await downloaded(supporter, "community-schools", "all")
    await downloaded(supporter, MORATORIUM, "all", acts.EXPORTED_LIST)
    await downloaded(supporter, MORATORIUM, "all", acts.TOOK_PARTNER_LIST)
    assert await lists(supporter) == [(MORATORIUM, "all"), (ZERO, "NJ")]
    page = await look(supporter)
    assert "the campaign took the list of who signed" in page
    assert "in New Jersey. You were on it with your name, city, state, ZIP code and date." in page


async def test_who_moved_was_in_the_lists_of_the_state_before(supporter: Supporter) -> None:
    await counted(supporter)
    await downloaded(supporter, ZERO, "NJ")
    await downloaded(supporter, ZERO, "MI")
    await correct(supporter, zip="48201")
    await downloaded(supporter, ZERO, "NJ")
    await downloaded(supporter, ZERO, "MI")
    assert await lists(supporter) == [(ZERO, "MI"), (ZERO, "NJ")]


async def test_who_took_it_back_is_in_no_list_from_then_on(supporter: Supporter) -> None:
    await counted(supporter)
    await downloaded(supporter, ZERO, "all")
    await do(supporter, "withdraw", sure="yes")
    await downloaded(supporter, ZERO, "all")
    assert await lists(supporter) == [(ZERO, "all")]


async def test_lists_of_partners_are_named_from_the_first_to_the_last_before_a_no(
    supporter: Supporter,
) -> None:
    async def take() -> None:
        async with supporter.site.database.transaction() as db:
            await note_listed(db, (await find_partner(db, "j4j")).partner_id, None)

    await take()
    await counted(supporter, consent=["j4j"])
    await take()
    await take()
    await do(supporter, "consents", news="")
    await take()
    data = (await supporter.client.get(f"{await home(supporter)}/data.json")).json()
    assert [each["number"] for each in data["handed_on"]["partner_lists"]] == [3, 2]
    assert "Journey for Justice Alliance took its list number 2" in await look(supporter)


async def test_a_file_holds_everything_and_says_what_it_means(supporter: Supporter) -> None:
    await with_pledge(supporter)
    await counted(supporter, consent=["j4j"], source="fall-newsletter", partner="j4j")
    await correct(supporter, given_name="Mariah")
    before = await all_rows(supporter)
    answer = await supporter.client.get(f"{await home(supporter)}/data.json")
    assert await all_rows(supporter) == before
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-type"].startswith("application/json")
    assert "content-encoding" not in answer.headers
    data = json.loads(answer.content)
    assert data["person"]["given_name"] == "Mariah"
    assert data["person"]["email"] == TYPED["email"]
    assert {each["demand"] for each in data["signatures"]} == {MORATORIUM, ZERO, PLEDGE}
    assert data["consents"][0]["partner"] == "Journey for Justice Alliance"
    assert data["changes"][0]["what"] == "name"
    assert {each["kind"] for each in data["letters"]} >= {"confirmation", "changed"}
    parts = set(data) - {"read_me", "made_at", "explained"}
    assert parts <= set(data["explained"])


async def test_a_file_has_every_column_that_is_kept_of_a_signer(supporter: Supporter) -> None:
    """A column that somebody adds must be told, or stand here with the reason why not."""
    known = {
        "signers": "sealed language created_at news_at erased_at mail_stopped_at bucket signer_key invited",
        "signatures": "bucket demand_id signer_key status state zip partner_id channel public news consents signed_at "
        "status_at verified_at source promises initial invited_by",
        "consents": "bucket signer_key partner_id given_at wording_id withdrawn_at listed_in",
        "changes": "bucket change_id signer_key at what demand_id was was_zip",
        "reminders": "bucket demand_id signer_key act_id day due_at written_at",
    }
    for table, columns in known.items():
        rows = await supporter.fetch(
            "select column_name::text from information_schema.columns where table_name = $1", table
        )
        assert {row[0] for row in rows} == set(columns.split()), table


async def test_nothing_is_said_of_a_mail_to_who_wants_none(supporter: Supporter) -> None:
    await counted(supporter)
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    answer = await correct(supporter, zip="48201")
    page = (await supporter.client.get(answer.headers["location"])).text
    assert "Saved." in page
    assert "A mail tells you" not in page
    assert len(await supporter.letters()) == 1
