"""A signer's own page: only the link from their mailbox opens it, looking changes nothing, and saving shows."""

import re
from typing import Any

import httpx
import pytest

from tests.conftest import Later
from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.limits import Limits
from wechoose.partners.partners import find_partner, set_wording
from wechoose.signing.verification import send_own_page_to

ZERO = "end-zero-tolerance"
TABLES = ["signers", "signatures", "submissions", "tallies", "outbox", "consents"]
BOX = re.compile(r'<input type="checkbox" name="consent" value="([^"]+)"( checked)?>')


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def address(supporter: Supporter) -> str:
    return f"/mine/{await supporter.token(purpose='mine')}"


async def look(supporter: Supporter) -> str:
    answer = await supporter.client.get(await address(supporter))
    assert answer.status_code == 200
    return " ".join(re.sub(r"</?(strong|b)>", "", answer.text).split())


async def save(supporter: Supporter, *codes: str, **fields: Any) -> httpx.Response:
    """Press the button with these ticked, and with the lines that the page shows."""
    page = (await supporter.client.get(await address(supporter))).text
    shown = re.findall(r'name="wordings" value="(\d+)"', page)
    data = {"consent": list(codes), "wordings": shown, "news": ""} | fields
    return await supporter.client.post(f"{await address(supporter)}/consents", data=data)


def boxes(page: str) -> dict[str, bool]:
    return {code: bool(checked) for code, checked in BOX.findall(page)}


async def rows(supporter: Supporter) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await supporter.fetch(f"select t::text from {table} t order by 1")]
        for table in TABLES
    }


async def change(supporter: Supporter, statement: str) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute(statement)


async def test_it_says_what_was_signed_and_through_whom(supporter: Supporter) -> None:
    await supporter.sign(partner="npe")
    await supporter.confirm()
    await supporter.sign(ZERO)
    page = await look(supporter)
    assert "Hello María" in page
    assert f'href="/demands/{MORATORIUM}"' in page
    assert "Counted since" in page
    assert "You came through Network for Public Education." in page
    assert "not counted yet: press the button in our letter." in page


async def test_what_was_taken_back_is_said_too(supporter: Supporter) -> None:
    await supporter.sign()
    await change(supporter, "update signatures set status = 'withdrawn'")
    assert "Taken back on" in await look(supporter)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_changes_no_row(supporter: Supporter, method: str) -> None:
    await supporter.sign(consent=["j4j"], partner="j4j")
    await supporter.confirm()
    before = await rows(supporter)
    here = await address(supporter)
    for path in ("/mine", "/mine/sent", "/mine/x", here, f"{here}?saved=1", f"{here}/consents"):
        await supporter.client.request(method, path)
    assert await rows(supporter) == before


async def test_it_stays_between_the_mailbox_and_the_browser(supporter: Supporter) -> None:
    await supporter.sign()
    answer = await supporter.client.get(await address(supporter), headers={"accept-encoding": "br, gzip"})
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "content-encoding" not in answer.headers


async def test_who_asks_has_an_empty_box_and_who_does_not_has_none(supporter: Supporter) -> None:
    await supporter.sign(partner="bats")
    await supporter.confirm()
    await change(supporter, "update partners set asks = 'everywhere' where code = 'npe'")
    assert boxes(await look(supporter)) == {"npe": False, "bats": False}


async def test_saving_shows_what_is_so_from_now_on(supporter: Supporter) -> None:
    await supporter.sign(partner="j4j")
    await supporter.confirm()
    answer = await save(supporter, "j4j", news="yes")
    assert answer.status_code == 303
    page = (await supporter.client.get(answer.headers["location"])).text
    assert "Saved." in page
    assert boxes(page) == {"j4j": True}
    assert "with version 1 of this line." in page
    assert "Saved." not in await look(supporter)
    await save(supporter)
    page = await look(supporter)
    assert boxes(page) == {"j4j": False}
    assert "Withdrawn on" in page


async def test_saving_twice_is_saving_once(supporter: Supporter) -> None:
    await supporter.sign(partner="j4j")
    await supporter.confirm()
    await save(supporter, "j4j", news="yes")
    before = await rows(supporter)
    assert (await save(supporter, "j4j", news="yes")).status_code == 303
    assert await rows(supporter) == before


async def test_it_shows_the_line_that_was_agreed_to_and_else_the_one_of_now(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    async with supporter.site.database.transaction() as db:
        partner = await find_partner(db, "j4j")
        await set_wording(db, partner.partner_id, f"{partner.name} may call me.", "x")
    assert "may send me e-mail about its work." in await look(supporter)
    await save(supporter)
    assert "may call me." in await look(supporter)
    await save(supporter, "j4j")
    page = await look(supporter)
    assert "may call me." in page
    assert "with version 2 of this line." in page


async def test_what_waits_for_a_confirmation_says_so(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"], news=True)
    page = await look(supporter)
    assert boxes(page) == {"j4j": True}
    assert page.count("It begins when you confirm that.") == 2
    await save(supporter)
    assert boxes(await look(supporter)) == {}
    await supporter.confirm()
    assert await supporter.fetch("select 1 from consents") == []


async def test_a_stopped_partner_can_be_withdrawn_from_and_not_given_to(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    await change(supporter, "update partners set status = 'stopped' where code = 'j4j'")
    assert boxes(await look(supporter)) == {"j4j": True}
    await save(supporter)
    page = await look(supporter)
    assert boxes(page) == {}
    assert "Withdrawn on" in page


async def test_who_wants_no_mail_is_asked_about_no_news(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    page = await look(supporter)
    assert 'name="news"' not in page
    assert "You told us to write to you no more" in page


PURPOSES = ["confirmation", "disavowal", "mail_stop", "mine"]


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_a_token_opens_the_one_door_that_it_was_made_for(supporter: Supporter, purpose: str) -> None:
    await supporter.sign(consent=["j4j"])
    token = await supporter.token(purpose=purpose)
    doors = {
        "confirmation": f"/confirmations/{token}",
        "disavowal": f"/disavowals/{token}",
        "mail_stop": f"/mail-stops/{token}",
        "mine": f"/mine/{token}",
    }
    before = await rows(supporter)
    for made_for, door in doors.items():
        answer = await supporter.client.get(door)
        assert (answer.status_code == 200) == (made_for == purpose), door
        if made_for != purpose:
            posted = f"{door}/consents" if made_for == "mine" else door
            assert (await supporter.client.post(posted, data={"news": ""})).status_code in (404, 410), door
    assert await rows(supporter) == before


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "%ff", "é", "a" * 4000])
async def test_a_broken_link_offers_a_new_one(supporter: Supporter, token: str) -> None:
    page = await supporter.client.get(f"/mine/{token}")
    assert page.status_code == 410
    assert 'action="/mine"' in page.text
    assert (await supporter.client.post(f"/mine/{token}/consents", data={"news": ""})).status_code == 410


async def test_an_old_link_and_that_of_an_erased_signer_are_not_good_any_more(
    supporter: Supporter, later: Later
) -> None:
    await supporter.sign()
    here = await address(supporter)
    later(days=Limits().confirmation_days + 1)
    assert (await supporter.client.get(here)).status_code == 410
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    here = await address(supporter)
    assert (await supporter.client.get(here)).status_code == 410
    assert (await supporter.client.post(f"{here}/consents", data={"news": ""})).status_code == 410


async def ask(supporter: Supporter, email: str, form_token: str | None = None) -> httpx.Response:
    page = await supporter.client.get("/mine")
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found
    data = {"email": email, "form_token": found[1] if form_token is None else form_token}
    return await supporter.client.post("/mine", data=data)


async def test_a_new_link_comes_by_mail_and_the_answer_is_the_same_for_everybody(
    supporter: Supporter,
) -> None:
    await supporter.sign()
    known, unknown = await ask(supporter, "maria@example.org"), await ask(supporter, "nobody@example.org")
    assert (known.status_code, known.headers, known.content) == (
        unknown.status_code,
        unknown.headers,
        unknown.content,
    )
    assert known.headers["location"] == "/mine/sent"
    assert (await supporter.client.get("/mine/sent")).status_code == 200
    assert [letter["kind"] for letter in await supporter.letters()] == ["confirmation", "own_page"]


async def test_the_link_is_sent_only_for_a_form_that_came_from_here(supporter: Supporter) -> None:
    await supporter.sign()
    for token in ("", "forged", await supporter.form_token()):
        answer = await ask(supporter, "maria@example.org", token)
        assert answer.status_code == 422
        assert 'value="maria@example.org"' in answer.text
    assert (await ask(supporter, "maria at example.org")).status_code == 422
    assert len(await supporter.letters()) == 1


async def test_asking_often_floods_no_mailbox(supporter: Supporter, later: Later) -> None:
    await supporter.sign()
    for _time in range(6):
        await ask(supporter, "maria@example.org")
        await change(supporter, "update outbox set status = 'sent'")
        later(hours=1)
    assert len(await supporter.letters()) == Limits().mails_a_day


async def test_who_wants_no_mail_gets_no_link_either(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    assert (await ask(supporter, "maria@example.org")).status_code == 303
    assert len(await supporter.letters()) == 1


class Watched:
    """A connection that remembers what was read through it."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.reads: list[str] = []

    async def fetch(self, statement: str, *values: Any) -> Any:
        if not statement.startswith("insert"):
            self.reads.append(statement)
        return await self.db.fetch(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)


async def test_asking_looks_up_the_same_whoever_asks(supporter: Supporter) -> None:
    await supporter.sign()
    reads = []
    for email in ("maria@example.org", "stranger@example.org"):
        async with supporter.site.database.transaction() as db:
            watched: Any = Watched(db)
            await send_own_page_to(watched, supporter.site, email)
            reads.append(watched.reads)
    assert reads[0] == reads[1] != []


async def test_asking_writes_a_row_whoever_asks(supporter: Supporter) -> None:
    """Also to a mailbox that has had its letters: a commit that has nothing to keep is done in no time."""

    async def rows() -> int:
        found = await supporter.fetch(
            "select (select count(*) from outbox) + (select count(*) from submissions)"
        )
        return found[0][0]

    await supporter.sign()
    for email in ("maria@example.org", "stranger@example.org", "maria@example.org", "maria@example.org"):
        before = await rows()
        await ask(supporter, email)
        assert await rows() == before + 1


async def test_the_confirmation_page_says_whom_it_lets_write(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.sign(ZERO, consent=["npe"])
    page = await supporter.client.get(f"/confirmations/{await supporter.token(MORATORIUM, ZERO)}")
    for name in ("Journey for Justice Alliance", "Network for Public Education"):
        assert f"<strong>{name}</strong> may send me e-mail about its work." in page.text
    await supporter.confirm(MORATORIUM)
    page = await supporter.client.get(f"/confirmations/{await supporter.token(MORATORIUM, ZERO)}")
    assert "Journey for Justice Alliance" not in page.text
    assert "Network for Public Education" in page.text


async def test_two_who_ticked_differently_do_not_share_a_confirmation_page(supporter: Supporter) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.sign(email="zoe@example.org")
    with_tick = await supporter.client.get(f"/confirmations/{await supporter.token()}")
    without = await supporter.client.get(f"/confirmations/{await supporter.token(email='zoe@example.org')}")
    assert "Journey for Justice Alliance" in with_tick.text
    assert "Journey for Justice Alliance" not in without.text


async def test_hostile_names_are_only_names(supporter: Supporter) -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    await supporter.sign(given_name=hostile)
    assert "<img" not in await look(supporter)
