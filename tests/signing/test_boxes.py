"""The boxes by which signers let organizations write: where they stand, what they say, and none is ticked ahead."""

import re

import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.partners.partners import find_partner, set_wording

BOX = re.compile(r'<input type="checkbox" name="consent" value="([^"]+)"( checked)?>')
SHOWN = re.compile(r'<input type="hidden" name="wordings" value="(\d+)">')


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes is seen at once, and not within a second."""
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def form(supporter: Supporter, query: str = "") -> str:
    return (await supporter.client.get(f"/demands/{MORATORIUM}{query}")).text


async def change(supporter: Supporter, statement: str) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute(statement)


async def reword(supporter: Supporter, code: str, words: str) -> None:
    async with supporter.site.database.transaction() as db:
        await set_wording(db, (await find_partner(db, code)).partner_id, words, words)


async def test_a_page_that_nobody_brought_anybody_to_asks_for_nobody(supporter: Supporter) -> None:
    page = await form(supporter)
    assert BOX.findall(page) == SHOWN.findall(page) == []
    assert 'id="consent"' not in page


async def test_the_partner_that_brought_somebody_asks_with_one_unticked_box(supporter: Supporter) -> None:
    page = await form(supporter, "?partner=j4j")
    assert BOX.findall(page) == [("j4j", "")]
    assert "<strong>Journey for Justice Alliance</strong> may send me e-mail about its work." in page
    assert len(SHOWN.findall(page)) == 1
    assert 'href="https://j4jalliance.com"' in page


async def test_who_asks_everywhere_asks_everywhere_and_who_never_asks_nowhere(supporter: Supporter) -> None:
    await change(supporter, "update partners set asks = 'everywhere' where code = 'npe'")
    await change(supporter, "update partners set asks = 'never' where code = 'j4j'")
    assert [code for code, _ in BOX.findall(await form(supporter))] == ["npe"]
    assert [code for code, _ in BOX.findall(await form(supporter, "?partner=j4j"))] == ["npe"]
    both = BOX.findall(await form(supporter, "?partner=bats"))
    assert [code for code, _ in both] == ["npe", "bats"]


async def test_a_stopped_partner_asks_for_nothing(supporter: Supporter) -> None:
    await change(supporter, "update partners set status = 'stopped' where code = 'j4j'")
    assert BOX.findall(await form(supporter, "?partner=j4j")) == []


async def test_a_line_without_the_name_is_shown_with_it(supporter: Supporter) -> None:
    await reword(supporter, "j4j", "Yes, write to me!")
    page = await form(supporter, "?partner=j4j")
    assert "<strong>Journey for Justice Alliance:</strong> Yes, write to me!" in page


async def test_a_postal_address_and_a_logo_say_who_asks(supporter: Supporter) -> None:
    await change(
        supporter,
        "insert into logos (partner_id, png, width, height, digest) "
        "select partner_id, 'png', 8, 8, 'abc' from partners where code = 'j4j'",
    )
    await change(supporter, "update partners set postal_address = E'1 Main St\nChicago' where code = 'j4j'")
    page = await form(supporter, "?partner=j4j")
    assert "1 Main St\nChicago" in page
    assert 'src="/partners/j4j/logo/abc.png"' in page


async def test_a_tick_stays_after_an_error(supporter: Supporter) -> None:
    [shown] = SHOWN.findall(await form(supporter, "?partner=j4j"))
    typed = {"email": "nobody", "partner": "j4j", "consent": "j4j", "wordings": shown}
    answer = await supporter.sign_by_form(**typed)
    assert answer.status_code == 422
    assert BOX.findall(answer.text) == [("j4j", " checked")]


async def test_a_tick_goes_when_the_line_was_worded_anew_meanwhile(supporter: Supporter) -> None:
    [shown] = SHOWN.findall(await form(supporter, "?partner=j4j"))
    await reword(supporter, "j4j", "Journey for Justice Alliance may call me.")
    typed = {"email": "nobody", "partner": "j4j", "consent": "j4j", "wordings": shown}
    answer = await supporter.sign_by_form(**typed)
    assert BOX.findall(answer.text) == [("j4j", "")]
    assert SHOWN.findall(answer.text) != [shown]


async def test_the_line_that_was_shown_is_kept_though_a_newer_one_is_in_force(supporter: Supporter) -> None:
    [shown] = SHOWN.findall(await form(supporter, "?partner=j4j"))
    await reword(supporter, "j4j", "Journey for Justice Alliance may call me.")
    await supporter.sign_by_form(partner="j4j", consent="j4j", wordings=shown)
    [row] = await supporter.fetch("select consents from signatures")
    assert row["consents"] == [int(shown)]


async def test_the_source_of_the_page_survives_an_error(supporter: Supporter) -> None:
    page = await supporter.client.get(f"/demands/{MORATORIUM}")
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    answer = await supporter.client.post(
        f"/demands/{MORATORIUM}/signatures",
        data=TYPED | {"email": "nobody", "form_token": token[1]},
        headers={"referer": f"http://127.0.0.1:8000/demands/{MORATORIUM}?utm_source=Mail&utm_campaign=May"},
    )
    assert 'name="source" value="mail/may"' in answer.text
