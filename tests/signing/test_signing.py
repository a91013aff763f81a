"""Signing: one signature per mailbox and demand, one letter, and an answer that says nothing about anybody."""

import asyncio

from tests.conftest import Later
from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.mail.claims import find_due_buckets

ZERO = "end-zero-tolerance"
FIVE = [MORATORIUM, ZERO, "community-schools", "restorative-justice", "teachers-of-color"]


async def test_a_signature_is_pending_and_uncounted_until_it_is_confirmed(supporter: Supporter) -> None:
    answer = await supporter.sign()
    assert (answer.status_code, answer.json()) == (202, {"status": "check_your_mail"})
    assert await supporter.statuses() == ["pending"]
    assert await supporter.verified() == 0
    assert [letter["kind"] for letter in await supporter.letters()] == ["confirmation"]


async def test_the_form_answers_with_a_page_that_names_nobody(supporter: Supporter) -> None:
    answer = await supporter.sign_by_form()
    assert answer.status_code == 303
    page = await supporter.client.get(answer.headers["location"])
    assert "Check your mail" in page.text
    assert TYPED["email"] not in page.text


async def test_personal_data_are_only_in_the_sealed_column(supporter: Supporter) -> None:
    await supporter.sign()
    for table in ("signers", "signatures", "outbox", "submissions"):
        for row in await supporter.fetch(f"select t::text from {table} t"):
            assert "aria" not in row[0]
            assert b"maria".hex() not in row[0]


async def test_the_same_form_sent_again_is_the_same_signing(supporter: Supporter) -> None:
    token = await supporter.form_token()
    answers = [await supporter.sign(form_token=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(await supporter.statuses()) == len(await supporter.letters()) == 1


async def test_a_demand_that_is_ticked_when_the_form_is_sent_again_is_signed_too(
    supporter: Supporter,
) -> None:
    token = await supporter.form_token()
    await supporter.sign(form_token=token)
    for _again in range(2):
        answer = await supporter.sign(form_token=token, demands=[ZERO])
        assert answer.status_code == 202
        assert await supporter.statuses() == ["pending", "pending"]
        [letter] = await supporter.letters()
        assert len(letter["demand_ids"]) == 2


async def test_a_form_is_good_for_one_signer(supporter: Supporter) -> None:
    token = await supporter.form_token()
    await supporter.sign(form_token=token)
    answer = await supporter.sign(form_token=token, email="other@example.org")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["form_token"]
    assert len(await supporter.statuses()) == 1


async def test_a_form_without_its_token_or_of_another_demand_is_refused(supporter: Supporter) -> None:
    for token in ("", "forged", await supporter.form_token(ZERO)):
        answer = await supporter.sign(form_token=token)
        assert list(answer.json()["fields"]) == ["form_token"]


async def test_two_hundred_posts_of_one_mailbox_at_once_are_one_signature_and_one_letter(
    supporter: Supporter,
) -> None:
    tokens = [await supporter.form_token() for _ in range(200)]
    spellings = [
        "maria.lopez@gmail.com",
        "MariaLopez+{n}@googlemail.com",
        "m.a.r.i.a.lopez@GMAIL.com",
        "marialopez@gmail.com",
    ]
    answers = await asyncio.gather(
        *(
            supporter.sign(
                form_token=token, email=spellings[n % 4].format(n=n), given_name=f"Maria{chr(65 + n % 26)}"
            )
            for n, token in enumerate(tokens)
        )
    )
    accepted = [answer for answer in answers if answer.status_code == 202]
    busy = [answer for answer in answers if answer.status_code == 503]
    assert len(accepted) + len(busy) == 200
    assert accepted
    assert all(answer.headers["retry-after"] for answer in busy)
    assert await supporter.statuses() == ["pending"]
    assert len(await supporter.letters()) == 1


async def test_several_demands_are_signed_with_one_form_and_one_letter(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO, MORATORIUM, ZERO])
    assert await supporter.statuses() == ["pending", "pending"]
    assert [len(letter["demand_ids"]) for letter in await supporter.letters()] == [2]


async def test_the_answer_is_the_same_whatever_the_address_did_before(supporter: Supporter) -> None:
    async def answer(email: str) -> tuple[int, bytes, dict[str, str]]:
        reply = await supporter.sign(email=email)
        return reply.status_code, reply.content, {**reply.headers}

    new = await answer("new@example.org")
    pending = await answer("new@example.org")
    await supporter.confirm(email="new@example.org")
    verified = await answer("new@example.org")
    await supporter.client.post(
        f"/disavowals/{await supporter.token(email='new@example.org', purpose='disavowal')}"
    )
    stopped = await answer("new@example.org")
    async with supporter.site.database.transaction() as db:
        await db.execute("update signatures set status = 'held'")
    assert new == pending == verified == stopped == await answer("new@example.org")


async def test_what_is_typed_replaces_a_name_only_until_it_is_confirmed(supporter: Supporter) -> None:
    await supporter.sign(given_name="Wrong")
    await supporter.sign(given_name="María")
    token = await supporter.token()
    assert "María" in (await supporter.client.get(f"/confirmations/{token}")).text
    await supporter.confirm()
    await supporter.sign(ZERO, given_name="Stranger")
    token = await supporter.token(ZERO)
    assert "María" in (await supporter.client.get(f"/confirmations/{token}")).text


async def test_a_verified_signer_who_signs_again_is_told_by_letter_that_it_counts(
    supporter: Supporter,
) -> None:
    await supporter.sign()
    await supporter.confirm()
    await supporter.sign(zip="90001")
    assert [letter["kind"] for letter in await supporter.letters()] == ["confirmation", "already_signed"]
    assert await supporter.statuses() == ["verified"]
    assert [row[0] for row in await supporter.fetch("select state from signatures")] == ["NJ"]


async def test_who_signs_more_demands_than_a_day_has_letters_is_asked_about_them_the_next_day(
    supporter: Supporter, later: Later
) -> None:
    for slug in FIVE:
        assert (await supporter.sign(slug)).status_code == 202
        async with supporter.site.database.transaction() as db:
            await db.execute("update outbox set status = 'sent' where due_at <= created_at")
    *_sent, last = await supporter.letters()
    assert (last["status"], len(last["demand_ids"])) == ("waiting", 2)
    async with supporter.site.database.transaction() as db:
        assert await find_due_buckets(db) == []
        later(days=1)
        assert await find_due_buckets(db) == [last["bucket"]]


async def test_a_held_or_removed_signature_stays_as_it_is_and_gets_no_letter(supporter: Supporter) -> None:
    await supporter.sign()
    for status in ("held", "removed"):
        async with supporter.site.database.transaction() as db:
            await db.execute("update signatures set status = $1", status)
        await supporter.sign()
        assert await supporter.statuses() == [status]
    assert len(await supporter.letters()) == 1


async def test_partner_and_channel_are_kept_with_the_signature(supporter: Supporter) -> None:
    await supporter.sign(partner="j4j")
    await supporter.sign_by_form(email="other@example.org", partner="npe")
    rows = await supporter.fetch(
        "select p.code, s.channel from signatures s join partners p using (partner_id) order by 1"
    )
    assert [tuple(row) for row in rows] == [("j4j", "api"), ("npe", "web")]
