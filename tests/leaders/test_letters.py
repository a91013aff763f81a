from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from tests.desk import enter
from tests.leaders.mailbox import mailbox, send_letters
from wechoose.audit import acts
from wechoose.base.site import Site
from wechoose.base.words import language
from wechoose.leaders import letters
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.post import LeaderPost
from wechoose.leaders.standing import stop
from wechoose.mail.carriers import Away, Delayed, Refused, Trouble


class Moody:
    """A carrier that takes no letter while it is in trouble."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        self.trouble, self.taken = trouble, []

    async def carry(self, letter_id: UUID, recipient: str, message: bytes) -> None:
        if self.trouble:
            raise self.trouble
        self.taken.append((recipient, message))

    async def close(self) -> None:
        pass


@pytest.fixture
async def leader(site: Site) -> Leader:
    async with site.database.transaction() as db:
        return await add_leader(db, site, "owner@example.org", "owner")


async def write(site: Site, leader: Leader, kind: str, matter: str = "") -> None:
    async with site.database.transaction() as db:
        await letters.write(db, leader.leader_id, kind, matter)


async def status(site: Site) -> tuple[str, int]:
    async with site.database.transaction(read_only=True) as db:
        row = await db.fetchrow("select status, attempts from leader_letters")
    assert row
    return row["status"], row["attempts"]


@pytest.mark.parametrize("kind", letters.KINDS)
async def test_every_kind_is_written_in_plain_text_and_html(site: Site, leader: Leader, kind: str) -> None:
    await write(site, leader, kind, acts.ADDED_PASSKEY if kind == "factor_changed" else "")
    await send_letters(site)
    (letter,) = mailbox(site, leader.email)
    assert letter.subject
    assert letter.link() in letter.html
    assert "Stop all mail" not in letter.text + letter.html
    assert "http://127.0.0.1:8000" in letter.text


async def test_each_change_has_words_of_its_own(site: Site) -> None:
    told = [
        *(acts.ADDED_PASSKEY, acts.REMOVED_PASSKEY, acts.SET_AUTHENTICATOR, acts.REMOVED_AUTHENTICATOR),
        *(acts.MADE_RECOVERY_CODES, acts.USED_RECOVERY_CODE, acts.RESET_FACTORS, acts.TYPED_WRONG_CODES),
    ]
    words = [letters.changed_in_words(act) for act in told]
    assert len({*words}) == len(told)
    assert all(words)


async def test_the_queue_holds_no_token_and_the_database_no_link_that_could_be_used(
    site: Site, leader: Leader
) -> None:
    async with site.database.transaction() as db:
        await letters.invite(db, site, leader)
        assert await db.fetchval("select count(*) from sign_in_links") == 0
    await send_letters(site)
    token = mailbox(site, leader.email)[0].link().rpartition("/")[2]
    async with site.database.transaction(read_only=True) as db:
        kept = await db.fetch(
            "select l::text from leader_letters l union all select k::text from sign_in_links k"
        )
    assert len(kept) == 2
    assert token not in "".join(row[0] for row in kept)


async def test_an_invitation_is_good_for_days(
    client: httpx.AsyncClient, site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    await write(site, leader, "invitation")
    await send_letters(site)
    link = mailbox(site, leader.email)[0].link()
    later(days=6, hours=23)
    assert (await client.get(link)).status_code == 200
    later(hours=2)
    assert (await client.get(link)).status_code == 410


async def test_a_letter_waits_while_the_mail_server_is_away_and_no_attempt_counts(
    site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    await write(site, leader, "invitation")
    carrier = Moody(Away("connection refused"))
    post = LeaderPost(site, carrier)
    for _each in range(30):
        assert await post.round() == 1
        assert await post.round() == 0
        later(seconds=20)
    assert await status(site) == ("waiting", 0)
    carrier.trouble = None
    assert await post.round() == 1
    assert await status(site) == ("sent", 1)
    assert [recipient for recipient, _message in carrier.taken] == [leader.email]


async def test_a_letter_that_is_delayed_is_tried_later_and_given_up_in_the_end(
    site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    await write(site, leader, "invitation")
    post = LeaderPost(site, Moody(Delayed("451")))
    for _each in range(20):
        assert await post.round() == 1
        assert await post.round() == 0
        later(hours=8)
    assert await status(site) == ("failed", 20)


async def test_a_letter_that_is_refused_is_given_up_at_once(site: Site, leader: Leader) -> None:
    await write(site, leader, "invitation")
    await LeaderPost(site, Moody(Refused("550"))).round()
    assert await status(site) == ("failed", 1)


async def test_who_was_stopped_gets_no_letter(site: Site, leader: Leader) -> None:
    await write(site, leader, "invitation")
    async with site.database.transaction() as db:
        await stop(db, leader.leader_id)
    await send_letters(site)
    assert await status(site) == ("dropped", 1)


async def test_a_sign_in_letter_that_comes_much_too_late_is_not_sent(
    site: Site, leader: Leader, later: Callable[..., None]
) -> None:
    await write(site, leader, "sign_in")
    later(hours=7)
    await send_letters(site)
    assert await status(site) == ("dropped", 1)


async def test_two_senders_send_a_letter_once(site: Site, leader: Leader) -> None:
    await write(site, leader, "invitation")
    carrier = Moody()
    assert await LeaderPost(site, carrier).round() + await LeaderPost(site, carrier).round() == 1
    assert len(carrier.taken) == 1


async def test_a_letter_speaks_the_language_of_who_caused_it(site: Site, leader: Leader) -> None:
    before = language.set("es")
    try:
        await write(site, leader, "approval_asked")
    finally:
        language.reset(before)
    await send_letters(site)
    assert mailbox(site, leader.email)[0].link().endswith("/desk/approvals?lang=es")


async def test_whoever_changes_their_factors_is_told(client: httpx.AsyncClient, site: Site) -> None:
    leader = await enter(client, site)
    await send_letters(site)
    texts = [letter.text for letter in mailbox(site, leader.email)]
    assert any("An authenticator app was set up." in text for text in texts)


async def test_owners_see_how_many_letters_to_leaders_wait_and_why(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    while await send_letters(site):
        pass
    assert "Letters to leaders: 0 wait, 0 were given up" in (await client.get("/desk/mail")).text
    await write(site, leader, "invitation")
    await LeaderPost(site, Moody(Away("connection refused"))).round()
    page = (await client.get("/desk/mail")).text
    assert "Letters to leaders: 1 wait, 0 were given up" in page
    assert "connection refused" in page
