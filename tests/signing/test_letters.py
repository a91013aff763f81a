"""The letters of signing: plain and HTML say the same, and every link in them does what it says."""

import re
from collections.abc import Awaitable, Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.conftest import Later
from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.base.database import Connection
from wechoose.base.limits import Limits
from wechoose.base.site import Site
from wechoose.mail.capture import folder_in
from wechoose.mail.claims import Claimed
from wechoose.mail.letters import Letter
from wechoose.mail.sending import PostOffice, carriers_of
from wechoose.partners.partners import find_partner, set_wording
from wechoose.signing.letters import COMPOSERS
from wechoose.signing.signatures import change_status, lock_signers
from wechoose.signing.verification import send_own_page_to

ZERO = "end-zero-tolerance"
LINK = re.compile(r'http://127\.0\.0\.1:8000[^\s<>"]*')


class Mailbox:
    def __init__(self, supporter: Supporter) -> None:
        self.site, self.client = supporter.site, supporter.client
        self.when_composed: Callable[[], Awaitable[object]] | None = None

    async def compose(
        self, db: Connection, site: Site, errands: Sequence[Claimed]
    ) -> Sequence[Letter | None]:
        """Confirmation letters, and what happens once right after they were composed."""
        letters = await COMPOSERS["confirmation"](db, site, errands)
        happens, self.when_composed = self.when_composed, None
        if happens:
            await happens()
        return letters

    async def letters(self) -> list[EmailMessage]:
        """Send what is due, and read everything that came, in the order it was written."""
        composers = {**COMPOSERS, "confirmation": self.compose}
        office = PostOffice(self.site, composers, carriers_of(self.site.settings))
        await office.round()
        await office.close()
        files = sorted(folder_in(self.site.settings.data_dir).glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    async def letter(self) -> EmailMessage:
        return (await self.letters())[-1]


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body
    return body.get_content()


def link(letter: EmailMessage, to: str) -> str:
    return next(found for found in LINK.findall(part(letter, "plain")) if f"/{to}/" in found)


@pytest.fixture
def mailbox(supporter: Supporter) -> Mailbox:
    return Mailbox(supporter)


async def test_the_letter_greets_its_reader_and_lists_what_was_signed(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(demands=[ZERO])
    letter = await mailbox.letter()
    assert letter["To"].addresses[0].addr_spec == TYPED["email"]
    assert letter["Subject"] == "Confirm your 2 signatures"
    titles = await supporter.fetch(
        "select title from demand_texts join demands using (demand_id) where slug = any($1) and language = 'en'",
        [MORATORIUM, ZERO],
    )
    for kind in ("plain", "html"):
        assert TYPED["given_name"] in part(letter, kind)
        assert all(row["title"] in part(letter, kind) for row in titles)


async def test_a_single_demand_is_named_in_the_subject(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign()
    [title] = await supporter.fetch(
        "select title from demand_texts join demands using (demand_id) where slug = $1 and language = 'en'",
        MORATORIUM,
    )
    assert (await mailbox.letter())["Subject"] == f"Confirm your signature: {title[0]}"


async def test_one_link_confirms_all_of_it(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign(demands=[ZERO])
    address = link(await mailbox.letter(), "confirmations")
    assert (await supporter.client.get(address)).status_code == 200
    assert await supporter.statuses() == ["pending", "pending"]
    assert (await supporter.client.post(address)).status_code == 303
    assert await supporter.statuses() == ["verified", "verified"]


async def test_the_link_lives_from_the_sending_on(
    supporter: Supporter, mailbox: Mailbox, later: Later
) -> None:
    await supporter.sign()
    later(days=3)
    address = link(await mailbox.letter(), "confirmations")
    later(days=Limits().confirmation_days - 1)
    assert (await supporter.client.post(address)).status_code == 303
    assert await supporter.statuses() == ["verified"]


async def test_the_letter_says_until_when_the_link_is_good(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign()
    letter = await mailbox.letter()
    for kind in ("plain", "html"):
        assert re.search(r"good until \w+ \d+, 20\d\d\.", part(letter, kind))


async def test_this_was_not_me_removes_the_signature_and_stops_all_letters(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    address = link(await mailbox.letter(), "disavowals")
    assert (await supporter.client.post(address)).status_code in (200, 303)
    assert await supporter.statuses() == ["withdrawn"]
    await supporter.sign(ZERO)
    assert len(await mailbox.letters()) == 1


async def test_the_mail_programs_own_button_stops_letters_with_one_post(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    letter = await mailbox.letter()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    answer = await supporter.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code in (200, 303)
    [row] = await supporter.fetch("select mail_stopped_at from signers")
    assert row["mail_stopped_at"] is not None
    assert await supporter.statuses() == ["pending"]


async def test_what_the_html_part_links_to_stands_in_the_plain_part_too(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    letter = await mailbox.letter()
    html = {found.rstrip("/") for found in LINK.findall(part(letter, "html"))}
    assert html == {found.rstrip("/") for found in LINK.findall(part(letter, "plain"))}


async def test_nothing_left_to_confirm_when_the_letter_leaves_is_no_letter(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    await supporter.confirm()
    assert await mailbox.letters() == []
    assert [letter["status"] for letter in await supporter.letters()] == ["dropped"]


async def test_a_letter_speaks_only_of_what_is_still_pending(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign(demands=[ZERO])
    await supporter.confirm(MORATORIUM)
    address = link(await mailbox.letter(), "confirmations")
    await supporter.client.post(address)
    assert await supporter.statuses() == ["verified", "verified"]
    assert (await mailbox.letter())["Subject"].startswith("Confirm your signature: ")


async def withdraw(supporter: Supporter, slug: str) -> None:
    _bucket, key = supporter.key()
    [[demand_id]] = await supporter.fetch("select demand_id from demands where slug = $1", slug)
    async with supporter.site.database.transaction() as db:
        await lock_signers(db, [key])
        await change_status(db, {key: [demand_id]}, "withdrawn")


async def test_what_is_signed_again_while_its_letter_is_found_empty_is_asked(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    await withdraw(supporter, MORATORIUM)
    mailbox.when_composed = supporter.sign
    await supporter.client.post(link(await mailbox.letter(), "confirmations"))
    assert await supporter.statuses() == ["verified"]


async def test_what_is_signed_again_while_its_letter_leaves_without_it_is_asked_too(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(demands=[ZERO])
    await withdraw(supporter, ZERO)
    mailbox.when_composed = lambda: supporter.sign(ZERO)
    for letter in await mailbox.letters():
        await supporter.client.post(link(letter, "confirmations"))
    assert await supporter.statuses() == ["verified", "verified"]


async def test_who_wants_no_mail_gets_none_though_it_was_written_before(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    assert await mailbox.letters() == []


async def test_who_signs_again_is_told_that_it_is_done(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign()
    await mailbox.letters()
    await supporter.confirm()
    await supporter.sign()
    first, second = await mailbox.letters()
    assert (first["Subject"][:7], second["Subject"]) == ("Confirm", "You have signed already")
    for kind in ("plain", "html"):
        assert f"/demands/{MORATORIUM}" in part(second, kind)
        assert "/confirmations/" not in part(second, kind)
    await supporter.client.post(link(second, "disavowals"))
    assert await supporter.statuses() == ["withdrawn"]


async def test_hostile_names_are_only_names(supporter: Supporter, mailbox: Mailbox) -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    await supporter.sign(given_name=hostile)
    letter = await mailbox.letter()
    assert hostile not in part(letter, "html")
    assert "<img" not in part(letter, "html")
    assert hostile in part(letter, "plain")


async def test_each_reader_of_the_same_words_gets_their_own_name_and_links(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    await supporter.sign(given_name="Zoë", email="zoe@example.org")
    for letter in await mailbox.letters():
        name = str(letter["To"].addresses[0].display_name).split()[0]
        own = {link(letter, to) for to in ("confirmations", "disavowals", "mail-stops", "mine")}
        for kind in ("plain", "html"):
            assert f"Hello {name}," in part(letter, kind)
            assert own <= set(LINK.findall(part(letter, kind)))
        await supporter.client.post(link(letter, "confirmations"))
    assert await supporter.statuses() == ["verified", "verified"]


async def test_a_title_that_was_corrected_is_told_corrected(supporter: Supporter, mailbox: Mailbox) -> None:
    await supporter.sign()
    await mailbox.letter()
    async with supporter.site.database.transaction() as db:
        await db.execute("update demand_texts set title = 'Corrected' where language = 'en'")
    await supporter.sign(email="zoe@example.org")
    letter = await mailbox.letter()
    assert letter["Subject"].endswith(": Corrected")
    assert "Corrected" in part(letter, "plain")


async def test_a_letter_in_a_language_that_a_demand_does_not_have_uses_the_english_title(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    async with supporter.site.database.transaction() as db:
        await db.execute("update outbox set language = 'fr'")
    assert (await mailbox.letter())["Subject"].startswith("Confirm your signature: ")


def said(letter: EmailMessage, kind: str) -> str:
    """Its words, without tags and line breaks."""
    return " ".join(re.sub(r"<[^>]+>", " ", part(letter, kind)).split())


async def reword(supporter: Supporter, code: str, words: str) -> None:
    async with supporter.site.database.transaction() as db:
        await set_wording(db, (await find_partner(db, code)).partner_id, words, f"{words} (es)")


async def test_the_receipt_says_word_for_word_who_may_write_once_it_is_confirmed(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(consent=["j4j", "npe"])
    letter = await mailbox.letter()
    for kind in ("plain", "html"):
        words = said(letter, kind)
        assert "These may write to you once you confirm, because you ticked it:" in words
        for name in ("Journey for Justice Alliance", "Network for Public Education"):
            assert re.search(rf"{name}: “{name} may send me e-mail about its work\.” \(version 1\)", words)


async def test_the_receipt_has_the_line_that_was_ticked_and_not_the_one_of_now(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(consent=["j4j"])
    await reword(supporter, "j4j", "They may call me.")
    letter = await mailbox.letter()
    for kind in ("plain", "html"):
        assert "(version 1)" in said(letter, kind)
        assert "They may call me." not in said(letter, kind)


async def test_of_two_lines_of_one_organization_the_receipt_has_the_newer(
    supporter: Supporter, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)
    await supporter.sign(consent=["j4j"])
    await reword(supporter, "j4j", "They may call me.")
    [[newest]] = await supporter.fetch("select max(wording_id) from wordings")
    await supporter.sign(ZERO, consent=["j4j"], wordings=[str(newest)])
    letter = await mailbox.letter()
    assert said(letter, "plain").count("(version") == 1
    assert "“They may call me.” (version 2)" in said(letter, "plain")


async def test_who_ticked_nothing_reads_of_nobody_and_finds_the_own_page(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(consent=["j4j"])
    await supporter.sign(email="zoe@example.org")
    _first, letter = await mailbox.letters()
    for kind in ("plain", "html"):
        assert "(version" not in said(letter, kind)
        assert "Journey for Justice" not in said(letter, kind)
    assert (await supporter.client.get(link(letter, "mine"))).status_code == 200


async def test_the_receipt_says_that_news_will_come_where_they_were_ticked(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(news=True)
    await supporter.sign(email="zoe@example.org")
    ticked, other = await mailbox.letters()
    for kind in ("plain", "html"):
        assert "will send you its news once you confirm, because you ticked that." in said(ticked, kind)
        assert "its news" not in said(other, kind)
    await supporter.confirm()
    await supporter.sign(ZERO, news=True)
    assert "its news" not in said(await mailbox.letter(), "plain")


async def test_what_is_allowed_already_is_not_in_the_receipt_again(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign(consent=["j4j"])
    await mailbox.letters()
    await supporter.confirm()
    await supporter.sign(ZERO, consent=["j4j", "npe"])
    letter = await mailbox.letter()
    assert "Network for Public Education" in said(letter, "plain")
    assert "Journey for Justice Alliance" not in said(letter, "plain")


async def test_a_hostile_line_is_only_a_line(supporter: Supporter, mailbox: Mailbox) -> None:
    await reword(supporter, "j4j", "<img src=x> & <b>all</b>")
    await supporter.sign(consent=["j4j"])
    letter = await mailbox.letter()
    assert "<img" not in part(letter, "html")
    assert "<img src=x> & <b>all</b>" in part(letter, "plain")


async def test_the_link_to_the_own_page_lives_a_year_and_opens_it(
    supporter: Supporter, mailbox: Mailbox, later: Later
) -> None:
    await supporter.sign()
    first = link(await mailbox.letter(), "mine")
    await supporter.confirm()
    later(days=364)
    assert (await supporter.client.get(first)).status_code == 200
    later(days=2)
    assert (await supporter.client.get(first)).status_code == 410


async def test_who_asked_for_their_page_gets_a_letter_with_nothing_but_the_link(
    supporter: Supporter, mailbox: Mailbox
) -> None:
    await supporter.sign()
    await mailbox.letters()
    await supporter.confirm()
    async with supporter.site.database.transaction() as db:
        await send_own_page_to(db, supporter.site, TYPED["email"])
    letter = await mailbox.letter()
    assert letter["Subject"] == "The link to your page"
    assert "/confirmations/" not in part(letter, "plain")
    assert (await supporter.client.get(link(letter, "mine"))).status_code == 200
    html = {found.rstrip("/") for found in LINK.findall(part(letter, "html"))}
    assert html == {found.rstrip("/") for found in LINK.findall(part(letter, "plain"))}
    assert [row["status"] for row in await supporter.letters()] == ["sent", "sent"]
