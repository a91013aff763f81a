"""Claims: a letter is with one sender at a time, and comes back when that one dies."""

import asyncio
from datetime import timedelta

from tests.conftest import Later
from tests.mail.conftest import Post
from wechoose.mail import claims
from wechoose.mail.claims import LEASE, MOST_ATTEMPTS, Claimed


async def claim_all(post: Post, most: int = 1000) -> list[Claimed]:
    async with post.site.database.transaction() as db:
        buckets = await claims.find_due_buckets(db)
        return [claimed for bucket in buckets for claimed in await claims.claim(db, bucket, most)]


async def one(post: Post) -> Claimed:
    await post.write(await post.signer())
    [claimed] = await claim_all(post)
    return claimed


async def delay(post: Post, letter: Claimed) -> None:
    async with post.site.database.transaction() as db:
        await claims.delay(db, letter, "451 4.7.1")


async def test_senders_at_once_share_the_letters_without_one_twice(post: Post) -> None:
    for key in await post.signers(60):
        await post.write(key)
    shares = await asyncio.gather(*(claim_all(post, most=7) for _ in range(6)))
    taken = [claimed.letter_id for share in shares for claimed in share]
    assert len(taken) == len(set(taken))
    assert sorted(taken + [claimed.letter_id for claimed in await claim_all(post)]) == [
        letter["letter_id"] for letter in await post.letters()
    ]


async def test_a_claimed_letter_is_due_again_when_its_lease_ends(post: Post, later: Later) -> None:
    first = await one(post)
    assert await claim_all(post) == []
    later(seconds=LEASE.total_seconds() + 1)
    [second] = await claim_all(post)
    assert (second.letter_id, second.attempts) == (first.letter_id, 2)


async def test_the_oldest_letters_of_a_bucket_go_first(post: Post, later: Later) -> None:
    key = await post.signer()
    for number in range(3):
        await post.execute("update outbox set kind = 'already_signed'")
        await post.write(key, demand_ids=[number])
        later(hours=25)
    async with post.site.database.transaction() as db:
        claimed = await claims.claim(db, key[0] % 32, 2)
    assert sorted(letter.demand_ids[0] for letter in claimed) == [0, 1]


def test_waits_double_from_one_minute_to_six_hours_and_are_scattered() -> None:
    for attempts, expected in [
        (1, 60),
        (2, 120),
        (5, 960),
        (9, 15360),
        (10, 21600),
        (20, 21600),
        (1000, 21600),
    ]:
        waits = {claims.wait_after(attempts).total_seconds() for _ in range(50)}
        assert expected * 0.8 <= min(waits) < max(waits) <= expected * 1.2


def test_all_waits_together_are_about_three_days() -> None:
    total = sum((claims.wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)), timedelta(0))
    assert timedelta(days=2.3) < total < timedelta(days=3.7)


async def test_a_delayed_letter_waits_and_keeps_what_the_server_said(post: Post, later: Later) -> None:
    await delay(post, await one(post))
    [letter] = await post.letters()
    assert (letter["status"], letter["last_error"], letter["attempts"]) == ("waiting", "451 4.7.1", 1)
    assert await claim_all(post) == []
    later(minutes=1.3)
    assert len(await claim_all(post)) == 1


async def test_after_the_last_attempt_a_letter_is_given_up_visibly(post: Post, later: Later) -> None:
    await post.write(await post.signer())
    for attempt in range(1, MOST_ATTEMPTS + 1):
        [claimed] = await claim_all(post)
        assert claimed.attempts == attempt
        await delay(post, claimed)
        later(hours=8)
    [letter] = await post.letters()
    assert (letter["status"], letter["last_error"]) == ("failed", "451 4.7.1")
    assert await claim_all(post) == []


async def test_a_letter_put_back_is_due_at_once_as_if_nobody_had_tried(post: Post) -> None:
    claimed = await one(post)
    async with post.site.database.transaction() as db:
        await claims.put_back(db, [claimed], "SMTPConnectError")
    [letter] = await post.letters()
    assert (letter["attempts"], letter["last_error"]) == (0, "SMTPConnectError")
    assert len(await claim_all(post)) == 1


async def test_who_lost_the_lease_can_not_delay_or_put_back_the_letter_of_another(
    post: Post, later: Later
) -> None:
    first = await one(post)
    later(seconds=LEASE.total_seconds() + 1)
    [second] = await claim_all(post)
    await delay(post, first)
    async with post.site.database.transaction() as db:
        await claims.put_back(db, [first])
    [letter] = await post.letters()
    assert (letter["due_at"], letter["attempts"]) == (second.leased_until, 2)


async def mark(post: Post, letter: Claimed) -> bool:
    async with post.site.database.transaction() as db:
        return await claims.mark_sent(db, [letter]) == []


async def split(post: Post, letter: Claimed) -> None:
    async with post.site.database.transaction() as db:
        await claims.split(db, post.site.settings.limits, letter)


async def test_a_letter_widened_on_its_way_is_followed_by_one_about_the_rest(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    [claimed] = await claim_all(post)
    await post.write(key, demand_ids=[1, 2])
    assert not await mark(post, claimed)
    await split(post, claimed)
    sent, rest = await post.letters()
    assert (sent["status"], sent["demand_ids"]) == ("sent", [1])
    assert (rest["status"], rest["demand_ids"]) == ("waiting", [2])


async def test_a_letter_dropped_after_it_was_widened_is_looked_at_again(post: Post) -> None:
    key = await post.signer()
    await post.write(key, demand_ids=[1])
    [claimed] = await claim_all(post)
    await post.write(key, demand_ids=[2])
    async with post.site.database.transaction() as db:
        await claims.drop(db, claimed)
    [again] = await claim_all(post)
    assert again.demand_ids == [1, 2]


async def test_a_letter_that_is_gone_is_not_missed(post: Post) -> None:
    claimed = await one(post)
    await post.execute("delete from outbox")
    assert not await mark(post, claimed)
    await split(post, claimed)
    assert await post.letters() == []


async def test_a_sent_letter_stays_sent_whatever_comes_late(post: Post) -> None:
    claimed = await one(post)
    assert await mark(post, claimed)
    await delay(post, claimed)
    async with post.site.database.transaction() as db:
        await claims.give_up(db, claimed, "550")
        await claims.drop(db, claimed)
    assert await post.statuses() == ["sent"]
