"""Sending: every letter once, whatever mail server, database and worker do meanwhile."""

import asyncio

import asyncpg
import pytest

from tests.conftest import Later
from tests.mail.conftest import MailServer, Post, compose
from wechoose.base.site import Site
from wechoose.mail.sending import PostOffice, carriers_of

OTHERS = "datname = current_database() and pid <> pg_backend_pid()"


async def write_letters(post: Post, count: int) -> list[str]:
    for key in await post.signers(count):
        await post.write(key)
    return sorted(f"signer{number}@example.org" for number in range(count))


async def test_every_letter_is_sent_once_over_one_connection_a_clerk(
    post: Post, mail_server: MailServer
) -> None:
    addresses = await write_letters(post, 60)
    office = post.office(mail_server, clerks=3)
    assert await office.round() == 60
    await office.close()
    assert mail_server.addresses() == addresses
    assert mail_server.connections <= 3
    assert await post.statuses() == ["sent"] * 60
    assert await post.office(mail_server).round() == 0


async def test_two_workers_at_once_send_each_letter_once(post: Post, mail_server: MailServer) -> None:
    addresses = await write_letters(post, 80)
    offices = [post.office(mail_server, clerks=2) for _ in range(2)]
    await asyncio.gather(*(office.round() for office in offices))
    for office in offices:
        await office.close()
    assert mail_server.addresses() == addresses


async def test_a_refused_letter_is_given_up_at_once_and_names_nobody(
    post: Post, mail_server: MailServer
) -> None:
    await write_letters(post, 3)
    mail_server.on_rcpt = lambda address: (
        f"550 5.1.1 {address} unknown" if address.startswith("signer1") else None
    )
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert await post.statuses() == ["failed", "sent", "sent"]
    assert [letter["last_error"] for letter in await post.letters() if letter["last_error"]] == ["550 5.1.1"]


async def test_a_letter_not_taken_now_comes_later(post: Post, mail_server: MailServer, later: Later) -> None:
    await write_letters(post, 1)
    mail_server.on_rcpt = lambda address: f"451 4.7.1 greylisted {address}"
    office = post.office(mail_server)
    assert await office.round() == 1
    assert await office.round() == 0
    mail_server.on_rcpt = lambda _address: None
    later(minutes=1.3)
    assert await office.round() == 1
    await office.close()
    [letter] = await post.letters()
    assert (letter["status"], letter["attempts"], letter["last_error"]) == ("sent", 2, None)


async def test_while_the_server_is_away_letters_wait_and_no_attempt_is_used_up(
    post: Post, mail_server: MailServer, later: Later
) -> None:
    addresses = await write_letters(post, 30)
    mail_server.stop()
    office = post.office(mail_server, clerks=2)
    for _ in range(40):
        await office.round()
        later(seconds=16)
    letters = await post.letters()
    assert {letter["status"] for letter in letters} == {"waiting"}
    assert max(letter["attempts"] for letter in letters) == 0
    assert {letter["last_error"] for letter in letters} <= {None, "SMTPConnectError"}
    mail_server.start()
    await office.round()
    await office.close()
    assert mail_server.addresses() == addresses


async def test_one_letter_at_a_time_finds_out_whether_the_server_is_back(
    post: Post, mail_server: MailServer, later: Later
) -> None:
    await write_letters(post, 30)
    mail_server.stop()
    office = post.office(mail_server, clerks=1)
    tried = []
    for _ in range(3):
        tried.append(await office.round())
        tried.append(await office.round())
        later(seconds=16)
    await office.close()
    assert tried == [1, 0, 1, 0, 1, 0]


async def test_a_server_that_hangs_delays_what_it_hangs_on_and_all_arrive_in_the_end(
    post: Post, mail_server: MailServer, later: Later
) -> None:
    addresses = await write_letters(post, 5)
    mail_server.on_rcpt = mail_server.hang
    office = post.office(mail_server, seconds=0.3)
    await office.round()
    later(seconds=16)
    await office.round()
    assert max(letter["attempts"] for letter in await post.letters()) == 1
    mail_server.let_go.set()
    mail_server.on_rcpt = lambda _address: None
    later(minutes=2)
    await office.round()
    await office.close()
    assert mail_server.addresses() == addresses


async def test_a_worker_that_dies_between_sending_and_marking_doubles_that_letter_only(
    post: Post, mail_server: MailServer, later: Later
) -> None:
    addresses = await write_letters(post, 5)
    mail_server.hold = True
    dying = asyncio.create_task(post.office(mail_server).round())
    await mail_server.wait_for(1)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    mail_server.hold = False
    mail_server.let_go.set()
    later(seconds=80)
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert len(mail_server.came) == 6
    assert sorted(set(mail_server.addresses())) == addresses
    ids = [message["Message-ID"] for _address, message in mail_server.came]
    assert len(set(ids)) == 5
    assert await post.statuses() == ["sent"] * 5


async def test_no_transaction_is_open_while_a_letter_is_sent(post: Post, mail_server: MailServer) -> None:
    await write_letters(post, 1)
    mail_server.hold = True
    office = post.office(mail_server)
    sending = asyncio.create_task(office.round())
    await mail_server.wait_for(1)
    async with post.site.database.transaction(read_only=True) as db:
        states = await db.fetch(f"select state from pg_stat_activity where state <> 'idle' and {OTHERS}")
    mail_server.let_go.set()
    await sending
    await office.close()
    assert states == []


async def test_cut_database_connections_cost_no_letter_and_double_none(
    post: Post, mail_server: MailServer, later: Later
) -> None:
    addresses = await write_letters(post, 40)
    stop = asyncio.Event()
    running = asyncio.create_task(post.office(mail_server, clerks=3).run(stop))
    for arrived in (3, 10, 20):
        await mail_server.wait_for(arrived)
        await cut_connections(post.site)
    await mail_server.wait_for(25)
    stop.set()
    await running
    # A claim that was cut while it was committed ends with its lease.
    later(seconds=80)
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert mail_server.addresses() == addresses
    assert await post.statuses() == ["sent"] * 40


async def cut_connections(site: Site) -> None:
    url = site.settings.database_url
    db = await asyncpg.connect(url)
    await db.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where {OTHERS}")
    await db.close()


async def marked(post: Post, count: int) -> None:
    async with asyncio.timeout(20):
        while (await post.statuses()).count("sent") < count:
            await asyncio.sleep(0)


async def test_a_letter_that_can_not_be_composed_does_not_stop_the_others(
    post: Post, mail_server: MailServer
) -> None:
    addresses = await write_letters(post, 4)
    bad = post.site.signer_key(addresses[0])[1]
    await post.execute("update signers set sealed = 'nonsense' where signer_key = $1", bad)
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert mail_server.addresses() == addresses[1:]
    [letter] = [letter for letter in await post.letters() if letter["status"] == "waiting"]
    assert (letter["signer_key"], letter["attempts"], letter["last_error"]) == (bad, 1, "Unreadable")


async def test_a_letter_with_nothing_to_say_is_dropped(post: Post, mail_server: MailServer) -> None:
    await write_letters(post, 2)
    await post.execute("update signers set sealed = null")
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert (await post.statuses(), mail_server.came) == (["dropped", "dropped"], [])


async def test_a_letter_that_kills_its_worker_every_time_is_given_up_in_the_end(
    post: Post, mail_server: MailServer
) -> None:
    await write_letters(post, 1)
    await post.execute("update outbox set attempts = 20")
    office = post.office(mail_server)
    await office.round()
    await office.close()
    [letter] = await post.letters()
    assert (letter["status"], letter["last_error"], mail_server.came) == ("failed", "attempts", [])


async def test_told_to_stop_it_finishes_the_letter_under_way_and_puts_the_others_back(
    post: Post, mail_server: MailServer
) -> None:
    await write_letters(post, 10)
    mail_server.hold = True
    stop = asyncio.Event()
    running = asyncio.create_task(post.office(mail_server).run(stop))
    await mail_server.wait_for(1)
    stop.set()
    mail_server.let_go.set()
    await running
    letters = await post.letters()
    assert [letter["status"] for letter in letters].count("sent") == len(mail_server.came) == 1
    assert {letter["attempts"] for letter in letters if letter["status"] == "waiting"} == {0}
    office = post.office(mail_server)
    await office.round()
    await office.close()
    assert len(mail_server.came) == 10


async def test_letters_written_while_it_runs_are_sent_without_being_asked(
    post: Post, mail_server: MailServer
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.office(mail_server, clerks=2).run(stop))
    addresses = await write_letters(post, 3)
    await mail_server.wait_for(3)
    await marked(post, 3)
    stop.set()
    await running
    assert mail_server.addresses() == addresses


@pytest.mark.parametrize("widened", [[1, 2], [2, 3]])
async def test_what_is_signed_while_its_letter_is_on_the_way_is_asked_too(
    post: Post, mail_server: MailServer, widened: list[int]
) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    mail_server.hold = True
    office = post.office(mail_server)
    sending = asyncio.create_task(office.round())
    await mail_server.wait_for(1)
    await post.write(key, demand_ids=widened)
    mail_server.let_go.set()
    await sending
    await office.close()
    rest = sorted({*widened} - {1})
    assert [message["Subject"] for _, message in mail_server.came] == [
        "confirmation [1]",
        f"confirmation {rest}",
    ]
    assert len({message["Message-ID"] for _, message in mail_server.came}) == 2


async def test_an_office_without_a_mail_server_captures(post: Post) -> None:
    await write_letters(post, 3)
    office = PostOffice(post.site, {"confirmation": compose}, carriers_of(post.site.settings))
    await office.round()
    await office.close()
    assert len(list((post.site.settings.data_dir / "mail").glob("*.eml"))) == 3
