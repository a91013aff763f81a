"""The outbox: no mailbox gets more than it can bear, whoever types its address."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.conftest import Later
from tests.mail.conftest import Post
from wechoose.base.limits import Limits
from wechoose.mail.outbox import Wish, new_letter_id, overview, try_again, write_letter


async def test_a_letter_is_due_at_once(post: Post) -> None:
    assert await post.write(await post.signer(), demand_ids=[3, 1])
    [letter] = await post.letters()
    assert (letter["status"], letter["demand_ids"], letter["attempts"]) == ("waiting", [1, 3], 0)
    assert letter["due_at"] == letter["created_at"]


async def test_a_letter_that_still_waits_is_widened_instead_of_a_second_one(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    assert await post.write(key, demand_ids=[2], language="es")
    [letter] = await post.letters()
    assert (letter["demand_ids"], letter["language"]) == ([1, 2], "es")


async def test_what_a_waiting_letter_says_already_is_not_written_again(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1, 2])
    assert not await post.write(key, demand_ids=[2])
    assert len(await post.letters()) == 1


async def test_a_letter_that_was_sent_while_it_was_to_be_widened_is_followed_by_another(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    async with post.site.database.transaction() as db:
        await db.execute("update outbox set status = 'sent'")
        # It has seen the letter wait, and now waits itself for the one who marks it.
        writing = asyncio.create_task(post.write(key, demand_ids=[2]))
        while not await db.fetchval("select exists (select 1 from pg_locks where not granted)"):
            assert not writing.done()
    assert await writing
    assert [(letter["status"], letter["demand_ids"]) for letter in await post.letters()] == [
        ("sent", [1]),
        ("waiting", [2]),
    ]


async def test_the_same_is_not_said_twice_within_minutes(post: Post, later: Later) -> None:
    key = await post.signer()
    await post.write(key)
    await post.execute("update outbox set status = 'sent'")
    later(minutes=4)
    assert not await post.write(key)
    later(minutes=2)
    assert await post.write(key)


async def test_a_further_demand_gets_its_letter_within_these_minutes(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    await post.execute("update outbox set status = 'sent'")
    assert await post.write(key, demand_ids=[1, 2])


async def test_a_letter_of_another_kind_is_no_repetition(post: Post) -> None:
    key = await post.signer()
    await post.write(key, "confirmation")
    await post.execute("update outbox set status = 'sent'")
    assert await post.write(key, "already_signed")


async def test_a_mailbox_gets_three_letters_a_day_over_everything(post: Post, later: Later) -> None:
    key = await post.signer()
    kinds = ["confirmation", "already_signed", "confirmation", "already_signed", "confirmation"]
    written = []
    for number, kind in enumerate(kinds):
        written.append(await post.write(key, kind, demand_ids=[number]))
        await post.execute("update outbox set status = $1", "failed" if number == 1 else "sent")
        later(hours=1)
    assert written == [True, True, True, False, True]
    # The fifth asks for something, so it waits for the day to be over since the first.
    first, *_others, last = await post.letters()
    assert last["due_at"] - first["due_at"] == timedelta(days=1)


async def test_what_waits_for_the_next_day_is_one_letter_and_counts_on_that_day(
    post: Post, later: Later
) -> None:
    key = await post.signer()
    for number in range(3):
        await post.write(key, demand_ids=[number])
        await post.execute("update outbox set status = 'sent'")
    for number in range(3, 9):
        assert await post.write(key, demand_ids=[number])
    later(days=1, minutes=1)
    *sent, [status, demand_ids] = [(row["status"], row["demand_ids"]) for row in await post.letters()]
    assert (len(sent), status, demand_ids) == (3, "waiting", [3, 4, 5, 6, 7, 8])
    await post.execute("update outbox set status = 'sent'")
    told = []
    for number in range(3):
        told.append(await post.write(key, "already_signed", demand_ids=[number]))
        await post.execute("update outbox set status = 'sent'")
    assert told == [True, True, False]


async def test_letters_that_were_never_sent_do_not_count(post: Post) -> None:
    key = await post.signer()
    for number in range(4):
        assert await post.write(key, demand_ids=[number])
        await post.execute("update outbox set status = 'dropped'")


async def test_one_mailbox_does_not_use_up_the_letters_of_another(post: Post) -> None:
    ada, mary = await post.signer("ada@example.org"), await post.signer("mary@example.org")
    for number in range(5):
        await post.write(ada, demand_ids=[number])
        await post.execute("update outbox set status = 'sent'")
    assert await post.write(mary)


async def test_a_stopped_mailbox_gets_nothing(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    await post.execute("update signers set mail_stopped_at = created_at")
    assert not await post.write(key, demand_ids=[2])
    assert not await post.write(key, "already_signed")
    assert [letter["demand_ids"] for letter in await post.letters()] == [[1]]


async def test_without_limits_every_letter_is_written(post: Post) -> None:
    settings = msgspec.structs.replace(
        post.site.settings, limits=Limits(mails_a_day=10**9, repeat_mail_minutes=0)
    )
    post.site = msgspec.structs.replace(post.site, settings=settings)
    key = await post.signer()
    for _number in range(5):
        assert await post.write(key)
        await post.execute("update outbox set status = 'sent'")


async def test_forty_at_once_for_one_mailbox_are_one_letter(post: Post) -> None:
    key = await post.signer()
    written = await asyncio.gather(*(post.write(key) for _ in range(40)))
    assert sum(written) == 1
    assert len(await post.letters()) == 1


class Watched:
    """A connection that remembers what was read through it."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.reads: list[str] = []

    async def fetch(self, statement: str, *values: Any) -> Any:
        self.reads.append(statement)
        return await self.db.fetch(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)


async def test_the_same_is_looked_up_whatever_the_answer(post: Post) -> None:
    new, stopped, known = [await post.signer(f"{name}@example.org") for name in ("new", "stopped", "known")]
    await post.execute("update signers set mail_stopped_at = created_at where signer_key = $1", stopped)
    await post.write(known)
    reads = []
    for key in (new, stopped, known):
        async with post.site.database.transaction() as db:
            watched: Any = Watched(db)
            await write_letter(watched, Limits(), Wish(key[0] % 32, key, "confirmation", [1], "en"))
            reads.append(watched.reads)
    assert reads[0] == reads[1] == reads[2] != []


def test_letter_ids_rise_with_time_and_are_version_seven(later: Later) -> None:
    ids = []
    for _ in range(50):
        ids.append(new_letter_id())
        later(milliseconds=2)
    assert ids == sorted(ids)
    assert {letter_id.version for letter_id in ids} == {7}


async def test_leaders_see_what_waits_what_was_sent_and_what_was_given_up(post: Post) -> None:
    keys = await post.signers(4)
    for key in keys:
        await post.write(key)
    ended = "update outbox set status = $1, last_error = $2, status_at = created_at where signer_key = $3"
    await post.execute(ended, "sent", None, keys[0])
    await post.execute(ended, "failed", "550 5.1.1", keys[1])
    await post.execute(
        "update outbox set last_error = 'ConnectionRefusedError' where signer_key = $1", keys[2]
    )
    async with post.site.database.transaction(read_only=True) as db:
        seen = await overview(db)
    assert (seen["waiting"], seen["sent_today"], seen["trouble"]) == (2, 1, "ConnectionRefusedError")
    [failed] = seen["failed"]
    assert (failed["kind"], failed["attempts"], failed["last_error"]) == ("confirmation", 0, "550 5.1.1")


async def test_a_letter_that_was_given_up_can_be_tried_again_with_all_its_attempts(
    post: Post, later: Later
) -> None:
    await post.write(await post.signer())
    await post.execute("update outbox set status = 'failed', attempts = 20")
    [letter] = await post.letters()
    for expected in (True, False):
        async with post.site.database.transaction() as db:
            assert await try_again(db, letter["bucket"], letter["letter_id"]) is expected
    [letter] = await post.letters()
    assert (letter["status"], letter["attempts"]) == ("waiting", 0)


@pytest.mark.parametrize("hours", [23, 25])
async def test_sent_today_is_the_last_day(post: Post, later: Later, hours: int) -> None:
    await post.write(await post.signer())
    await post.execute("update outbox set status = 'sent'")
    later(hours=hours)
    async with post.site.database.transaction(read_only=True) as db:
        assert (await overview(db))["sent_today"] == (timedelta(hours=hours) < timedelta(days=1))
