"""Consents: they count from the verification on, the first line stays, and a withdrawal holds, whatever comes then."""

import asyncio
import re
from typing import Any

import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.refusals import Gone
from wechoose.partners.partners import Partners, find_partner, keep_partners, set_wording
from wechoose.signing.consents import Choice, choose
from wechoose.signing.intake import CROWD
from wechoose.signing.retention import forget_what_is_old

ZERO = "end-zero-tolerance"
NEW_LINE = "Journey for Justice Alliance may call me."


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def partners_of(supporter: Supporter) -> Partners:
    return await keep_partners(supporter.site.database).now()


async def tick(supporter: Supporter, *codes: str, news: bool = False, shown: tuple[str, ...] = ()) -> None:
    """Save the signer's own page with these ticked."""
    partners = await partners_of(supporter)
    async with supporter.site.database.transaction() as db:
        await choose(db, supporter.key()[1], partners, Choice(codes, shown, news))


async def reword(supporter: Supporter, code: str, words: str = NEW_LINE) -> None:
    async with supporter.site.database.transaction() as db:
        await set_wording(db, (await find_partner(db, code)).partner_id, words, words)


async def change(supporter: Supporter, statement: str) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute(statement)


async def list_first(supporter: Supporter) -> None:
    """The first partner takes its list."""
    first = "(select min(partner_id) from consents)"
    await change(supporter, f"update consents set listed_in = 1 where partner_id = {first}")


async def standing(supporter: Supporter) -> dict[str, tuple[int, bool]]:
    """The version of each consent, and whether it is good, by the partner's code."""
    rows = await supporter.fetch(
        "select p.code, w.version, c.withdrawn_at is null as good from consents c "
        "join partners p using (partner_id) join wordings w using (wording_id) order by p.position"
    )
    return {row["code"]: (row["version"], row["good"]) for row in rows}


async def waiting(supporter: Supporter) -> list[list[str]]:
    """Whom each signature would let write, in the order of demands."""
    rows = await supporter.fetch(
        "select array(select p.code from wordings w join partners p using (partner_id) "
        "where w.wording_id = any(s.consents) order by p.position) from signatures s order by demand_id"
    )
    return [row[0] for row in rows]


async def all_consents(supporter: Supporter) -> list[str]:
    return [row[0] for row in await supporter.fetch("select c::text from consents c order by 1")]


async def test_a_tick_is_a_consent_from_the_confirmation_on(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    assert await standing(supporter) == {}
    await supporter.confirm()
    assert await standing(supporter) == {"j4j": (1, True)}


async def press(supporter: Supporter, page: str) -> None:
    """The button of a confirmation page, as a browser does."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    token = await supporter.token()
    assert (
        await supporter.client.post(f"/confirmations/{token}", data={"shown": found[1]})
    ).status_code == 303


async def confirmation_page(supporter: Supporter) -> str:
    return (await supporter.client.get(f"/confirmations/{await supporter.token()}")).text


async def news_at(supporter: Supporter) -> Any:
    return (await supporter.fetch("select news_at from signers"))[0][0]


async def test_what_the_page_with_the_button_showed_counts(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j", "npe"], news=True)
    page = await confirmation_page(supporter)
    assert "These may write to you once you confirm, because you ticked it:" in page
    assert "This campaign will send you its news once you confirm" in page
    await press(supporter, page)
    assert await standing(supporter) == {"j4j": (1, True), "npe": (1, True)}
    assert await news_at(supporter) is not None


async def test_what_is_ticked_while_the_page_with_the_button_is_open_is_no_consent(
    supporter: Supporter,
) -> None:
    """Anybody can type the address, and so time a tick for after its owner looked and before they press."""
    await supporter.sign(consent=["npe"])
    page = await confirmation_page(supporter)
    assert "This campaign will send you its news" not in page
    await supporter.sign(consent=["j4j", "npe"], news=True)
    await press(supporter, page)
    assert await supporter.statuses() == ["verified"]
    assert await standing(supporter) == {"npe": (1, True)}
    assert await news_at(supporter) is None


async def test_a_line_that_was_worded_anew_while_the_page_was_open_is_no_consent(
    supporter: Supporter,
) -> None:
    await supporter.sign(consent=["j4j"])
    page = await confirmation_page(supporter)
    await reword(supporter, "j4j")
    await supporter.sign(consent=["j4j"])
    await press(supporter, page)
    assert await standing(supporter) == {}


async def test_the_button_of_the_own_page_counts_what_stood_there_and_no_more(supporter: Supporter) -> None:
    await supporter.sign(consent=["npe"])
    home = f"/mine/{await supporter.token(purpose='mine')}"
    form = re.search(r"<form.*?/confirm.*?</form>", (await supporter.client.get(home)).text, re.DOTALL)
    assert form
    said: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([a-z]+)" value="([^"]*)"', form[0]):
        said.setdefault(name, []).append(value)
    await supporter.sign(consent=["j4j", "npe"], news=True)
    await supporter.sign(ZERO, consent=["j4j"])
    assert (await supporter.client.post(f"{home}/confirm", data=said)).status_code == 303
    assert await supporter.statuses() == ["verified", "pending"]
    assert await standing(supporter) == {"npe": (1, True)}
    assert await news_at(supporter) is None


async def test_what_is_ticked_for_a_partner_that_was_stopped_since_is_neither_told_nor_given(
    supporter: Supporter,
) -> None:
    await supporter.sign(consent=["j4j", "npe"])
    await change(supporter, "update partners set status = 'stopped' where code = 'j4j'")
    page = await confirmation_page(supporter)
    assert "This organization may write to you once you confirm" in page
    assert "Journey for Justice Alliance" not in page
    await supporter.confirm()
    assert await standing(supporter) == {"npe": (1, True)}


async def test_a_verified_signer_gives_and_withdraws_at_once(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await tick(supporter, "j4j", "npe")
    assert await standing(supporter) == {"j4j": (1, True), "npe": (1, True)}
    await tick(supporter, "npe")
    assert await standing(supporter) == {"j4j": (1, False), "npe": (1, True)}


async def test_the_same_choice_again_changes_nothing(supporter: Supporter) -> None:
    await supporter.sign(consent=["npe"])
    await supporter.confirm()
    await tick(supporter, "j4j", news=True)
    before = await all_consents(supporter), await supporter.fetch("select * from signers")
    await tick(supporter, "j4j", news=True)
    assert (await all_consents(supporter), await supporter.fetch("select * from signers")) == before


async def test_an_earlier_consent_stays_as_it_was_agreed_to(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    before = await all_consents(supporter)
    await reword(supporter, "j4j")
    await supporter.sign(ZERO, consent=["j4j"])
    await supporter.confirm(ZERO)
    await tick(supporter, "j4j")
    assert await all_consents(supporter) == before


async def test_a_withdrawn_consent_is_given_again_with_the_line_of_now(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    await tick(supporter)
    assert await standing(supporter) == {"j4j": (1, False)}
    await reword(supporter, "j4j")
    await supporter.sign(ZERO, consent=["j4j"])
    assert await standing(supporter) == {"j4j": (1, False)}
    await supporter.confirm(ZERO)
    assert await standing(supporter) == {"j4j": (2, True)}


async def test_given_again_on_the_own_page_it_has_the_line_that_was_shown_there(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    await tick(supporter)
    shown = str((await partners_of(supporter)).by_code["j4j"].wording.wording_id)  # type: ignore[union-attr]
    await reword(supporter, "j4j")
    await tick(supporter, "j4j", shown=(shown,))
    assert await standing(supporter) == {"j4j": (1, True)}
    await tick(supporter)
    await tick(supporter, "j4j")
    assert await standing(supporter) == {"j4j": (2, True)}


async def test_two_signatures_with_two_lines_are_one_consent_with_the_newer(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await reword(supporter, "j4j")
    await supporter.sign(ZERO, consent=["j4j"])
    await supporter.confirm(MORATORIUM, ZERO)
    assert await standing(supporter) == {"j4j": (2, True)}


async def test_confirmed_one_after_the_other_the_first_line_stays(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await reword(supporter, "j4j")
    await supporter.sign(ZERO, consent=["j4j"])
    await supporter.confirm(MORATORIUM)
    await supporter.confirm(ZERO)
    assert await standing(supporter) == {"j4j": (1, True)}


async def test_nothing_that_waits_gives_again_what_was_withdrawn(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j", "npe"], news=True)
    await supporter.confirm()
    await supporter.sign(ZERO, consent=["j4j", "npe"], news=True)
    await tick(supporter, "npe")
    await supporter.confirm(ZERO)
    assert await standing(supporter) == {"j4j": (1, False), "npe": (1, True)}
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None


async def test_before_the_first_confirmation_a_choice_only_waits(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.sign(ZERO)
    await tick(supporter, "npe", news=True)
    assert await standing(supporter) == {}
    assert await waiting(supporter) == [["npe"], ["npe"]]
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None
    await supporter.confirm(ZERO)
    assert await standing(supporter) == {"npe": (1, True)}
    assert (await supporter.fetch("select news_at from signers"))[0][0] is not None


async def test_what_waits_with_another_signature_goes_on_waiting(supporter: Supporter) -> None:
    """Somebody else may have ticked it: a page that is only saved again gives nothing."""
    await supporter.sign()
    await supporter.confirm()
    await supporter.sign(ZERO, consent=["j4j"], news=True)
    await tick(supporter, "j4j", news=True)
    assert await standing(supporter) == {}
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None
    await supporter.confirm(ZERO)
    assert await standing(supporter) == {"j4j": (1, True)}


async def test_news_begin_and_end_with_their_tick(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await tick(supporter, news=True)
    assert (await supporter.fetch("select news_at from signers"))[0][0] is not None
    await tick(supporter)
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None


async def test_who_wants_no_mail_gets_no_news_but_may_be_written_to_by_partners(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    await tick(supporter, "j4j", news=True)
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None
    assert await standing(supporter) == {"j4j": (1, True)}


async def test_who_stops_all_mail_takes_back_what_was_allowed_and_may_allow_it_anew(
    supporter: Supporter,
) -> None:
    await supporter.sign(consent=["j4j", "npe"])
    await supporter.confirm()
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    assert await standing(supporter) == {"j4j": (1, False), "npe": (1, False)}
    before = await all_consents(supporter)
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    assert await all_consents(supporter) == before
    await tick(supporter, "npe")
    assert await standing(supporter) == {"j4j": (1, False), "npe": (1, True)}


async def test_who_stops_all_mail_takes_back_what_was_ticked_and_not_confirmed_yet(
    supporter: Supporter,
) -> None:
    await supporter.sign(consent=["j4j"], news=True)
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    await supporter.confirm()
    assert await supporter.verified() == 1
    assert await standing(supporter) == {}
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None


@pytest.mark.parametrize(
    "trouble", ["status = 'stopped'", "asks = 'never'"], ids=["stopped", "asks nobody any more"]
)
async def test_who_asks_no_more_keeps_what_was_given_and_gets_nothing_new(
    supporter: Supporter, trouble: str
) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    await change(supporter, f"update partners set {trouble} where code in ('j4j', 'npe')")
    await tick(supporter, "j4j", "npe", "nobody")
    assert await standing(supporter) == {"j4j": (1, True)}
    await tick(supporter)
    await tick(supporter, "j4j")
    assert await standing(supporter) == {"j4j": (1, False)}


async def test_a_withdrawal_is_kept_as_the_signers_history(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    [before] = await supporter.fetch("select wording_id, given_at from consents")
    await tick(supporter)
    [after] = await supporter.fetch("select wording_id, given_at, withdrawn_at from consents")
    assert (after["wording_id"], after["given_at"]) == (before["wording_id"], before["given_at"])
    assert after["withdrawn_at"] is not None


async def test_erasing_takes_away_what_no_partner_knows_and_withdraws_the_rest(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j", "npe"])
    await supporter.confirm()
    await change(
        supporter,
        "update consents set listed_in = 1 where partner_id = (select min(partner_id) from consents)",
    )
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    assert await standing(supporter) == {"j4j": (1, False)}
    with pytest.raises(Gone):
        await tick(supporter, "j4j")


async def test_whom_a_partner_was_told_of_stays_as_a_key_when_all_else_is_forgotten(
    supporter: Supporter, later: Any
) -> None:
    await supporter.sign(consent=["j4j", "npe"])
    await supporter.confirm()
    await change(
        supporter,
        "update consents set listed_in = 1 where partner_id = (select min(partner_id) from consents)",
    )
    await change(supporter, "update signatures set status = 'pending', verified_at = null")
    await change(supporter, "update outbox set status = 'sent'; delete from tallies")
    later(days=40)
    await forget_what_is_old(supporter.site)
    assert await standing(supporter) == {"j4j": (1, False)}
    [signer] = await supporter.fetch("select sealed from signers")
    assert signer["sealed"] is None
    assert await supporter.statuses() == []


async def test_a_crowds_ticks_wait_like_everybodys(supporter: Supporter) -> None:
    emails = [f"signer{number}@example.org" for number in range(CROWD + 8)]
    token = await supporter.form_token()
    tokens = [token, *[await supporter.form_token() for _each in emails[1:]]]
    answers = await asyncio.gather(
        *(
            supporter.sign(email=email, consent=["j4j"], form_token=token)
            for email, token in zip(emails, tokens, strict=True)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    assert await all_consents(supporter) == []
    await asyncio.gather(*(supporter.confirm(email=email) for email in emails))
    assert len(await all_consents(supporter)) == len(emails)


async def test_withdrawn_and_confirmed_at_the_same_moment_it_is_withdrawn(supporter: Supporter) -> None:
    """Whichever comes first: what the signer chose on their own page is the last word about what was ticked before."""
    emails = [f"signer{number}@example.org" for number in range(12)]
    for email in emails:
        await supporter.sign(email=email, consent=["npe"])
        await supporter.confirm(email=email)
        await supporter.sign(ZERO, email=email, consent=["j4j", "npe"])
    saving = [
        supporter.client.post(
            f"/mine/{await supporter.token(purpose='mine', email=email)}/consents", data={"news": ""}
        )
        for email in emails
    ]
    confirming = [supporter.confirm(ZERO, email=email) for email in emails]
    both = [each for pair in zip(confirming, saving, strict=True) for each in pair]
    answers = await asyncio.gather(*both)
    assert {answer.status_code for answer in answers} == {303}
    rows = await supporter.fetch("select withdrawn_at from consents")
    assert len(rows) >= len(emails)
    assert all(row["withdrawn_at"] for row in rows)
