"""A reminder goes out on the day before an act, once, to who ticked it and still wants to hear of it."""

import asyncio
from datetime import datetime, time, timedelta
from email.message import EmailMessage

import pytest

from tests.conftest import Later
from tests.signing.conftest import Supporter
from tests.signing.test_letters import Mailbox, link, part
from tests.signing.test_pledges import ATTEND, CALL, PLEDGE
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.campaign.pledging import add_pledge
from wechoose.mail.sending import PostOffice, carriers_of
from wechoose.signing import letters, reminders
from wechoose.signing.promises import change_promises
from wechoose.signing.reminders import write_reminders
from wechoose.signing.signatures import change_status

AHEAD = 10
"""Days from today to the act."""


@pytest.fixture
async def pledge(site: Site) -> int:
    async with site.database.transaction() as db:
        return await add_pledge(db)


async def promise(
    supporter: Supporter, email: str = "", *, remind: bool = True, confirm: bool = True
) -> None:
    day = (clock.now() + timedelta(days=AHEAD)).date().isoformat()
    who = {"email": email} if email else {}
    await supporter.sign(
        PLEDGE,
        acts=[ATTEND, CALL],
        details={ATTEND: day},
        remind=[ATTEND] if remind else [],
        **who,
    )
    if confirm:
        await supporter.confirm(PLEDGE, email=email)


def until_noon_before(later: Later) -> None:
    """Two hours after reminders are due on the day before."""
    now = clock.now()
    due = datetime.combine(now.date() + timedelta(days=AHEAD - 1), time(19), now.tzinfo)
    later(seconds=(due - now).total_seconds())


async def reminders_to(supporter: Supporter) -> list[bytes]:
    await write_reminders(supporter.site)
    return [row["signer_key"] for row in await supporter.letters() if row["kind"] == "reminder"]


async def received(supporter: Supporter) -> list[EmailMessage]:
    site = supporter.site
    office = PostOffice(site, {**letters.COMPOSERS, **reminders.COMPOSERS}, carriers_of(site.settings))
    await office.round()
    await office.close()
    return await Mailbox(supporter).letters()


async def test_it_is_written_once_and_not_before_its_day(
    pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter)
    later(days=AHEAD - 3)
    assert await reminders_to(supporter) == []
    later(days=-(AHEAD - 3))
    until_noon_before(later)
    await asyncio.gather(*(write_reminders(supporter.site) for _worker in range(3)))
    for _turn in range(2):
        assert await reminders_to(supporter) == [supporter.key()[1]]


async def test_a_letter_whose_mark_is_lost_is_not_written_either(
    site: Site, pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter)
    until_noon_before(later)
    async with site.database.transaction() as db:
        await db.execute("alter table reminders add constraint broken check (written_at is null)")
    with pytest.raises(Exception, match="broken"):
        await write_reminders(site)
    async with site.database.transaction() as db:
        await db.execute("alter table reminders drop constraint broken")
    for _turn in range(2):
        assert len(await reminders_to(supporter)) == 1


async def test_it_says_what_and_when_and_how_to_stop(pledge: int, supporter: Supporter, later: Later) -> None:
    await promise(supporter)
    until_noon_before(later)
    await reminders_to(supporter)
    letter = (await received(supporter))[-1]
    assert letter["subject"].startswith("Reminder: Attend a school board meeting: ")
    assert letter["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        assert "Attend a school board meeting: " in part(letter, kind)
        assert "Call my legislator" not in part(letter, kind)
    assert (await supporter.client.get(link(letter, "mine"))).status_code == 200


async def test_nobody_hears_who_did_not_ask_or_did_not_confirm(
    pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter, "quiet@example.org", remind=False)
    await promise(supporter, "pending@example.org", confirm=False)
    until_noon_before(later)
    assert await reminders_to(supporter) == []


@pytest.mark.parametrize("purpose", ["disavowal", "mail_stop"])
async def test_nobody_hears_who_took_it_back_or_wants_no_mail(
    pledge: int, supporter: Supporter, later: Later, purpose: str
) -> None:
    await promise(supporter)
    address = {"disavowal": "disavowals", "mail_stop": "mail-stops"}[purpose]
    until_noon_before(later)
    token = await supporter.token(purpose=purpose)
    await supporter.client.post(f"/{address}/{token}")
    assert await reminders_to(supporter) == []


async def test_nobody_hears_whose_page_had_not_said_that_we_remind(
    pledge: int, supporter: Supporter, later: Later
) -> None:
    """Somebody else ticks it for this address, after its owner has opened the page and before they press the button."""
    await promise(supporter, remind=False, confirm=False)
    address = f"/confirmations/{await supporter.token(PLEDGE)}"
    page = (await supporter.client.get(address)).text
    await promise(supporter, confirm=False)
    assert "we remind you by mail on the day before" not in page
    assert "we remind you by mail on the day before" in (await supporter.client.get(address)).text
    await supporter.client.post(address, data={"shown": ""})
    until_noon_before(later)
    assert await reminders_to(supporter) == []


async def test_a_letter_that_comes_too_late_is_none(pledge: int, supporter: Supporter, later: Later) -> None:
    await promise(supporter)
    until_noon_before(later)
    await reminders_to(supporter)
    later(days=2)
    assert await received(supporter) == []
    await promise(supporter, "late@example.org")
    later(days=AHEAD + 1)
    assert len(await reminders_to(supporter)) == 1


async def test_who_pledges_anew_is_asked_anew(
    site: Site, pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter)
    async with site.database.transaction() as db:
        await change_status(db, {supporter.key()[1]: [pledge]}, "withdrawn")
    await promise(supporter, remind=False)
    assert (await supporter.statuses()) == ["verified"]
    until_noon_before(later)
    assert await reminders_to(supporter) == []


async def test_nothing_that_was_promised_stays_of_who_is_erased(pledge: int, supporter: Supporter) -> None:
    await promise(supporter)
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    assert await supporter.fetch("select 1 from signatures where promises is not null") == []
    assert await supporter.fetch("select 1 from reminders") == []


async def test_a_change_of_the_promise_changes_the_reminder(
    site: Site, pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter)
    async with site.database.transaction() as db:
        await change_promises(db, supporter.key()[1], pledge, ())
    until_noon_before(later)
    assert await reminders_to(supporter) == []


async def test_a_mailbox_that_is_full_for_today_hears_as_soon_as_there_is_room(
    pledge: int, supporter: Supporter, later: Later
) -> None:
    await promise(supporter)
    until_noon_before(later)
    async with supporter.site.database.transaction() as db:
        await db.execute("update outbox set status = 'sent'")
    for slug in ("end-zero-tolerance", "community-schools", "teachers-of-color"):
        assert (await supporter.sign(slug)).status_code == 202
        later(minutes=6)
        async with supporter.site.database.transaction() as db:
            await db.execute("update outbox set status = 'sent'")
    assert await reminders_to(supporter) == []
    async with supporter.site.database.transaction() as db:
        await db.execute(
            "update outbox set due_at = due_at - interval '1 day', created_at = created_at - interval '1 day'"
        )
    assert len(await reminders_to(supporter)) == 1
