"""Retention: what was never confirmed goes without a trace; what was confirmed, and who wants peace, stays."""

from tests.conftest import Later
from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.mail.sending import PostOffice, carriers_of
from wechoose.mine.deciding import withdraw
from wechoose.signing.letters import COMPOSERS
from wechoose.signing.retention import BATCH, forget_what_is_old

ZERO = "end-zero-tolerance"


async def count(supporter: Supporter, table: str) -> int:
    [row] = await supporter.fetch(f"select count(*) from {table}")
    return row[0]


async def send_letters(supporter: Supporter) -> None:
    office = PostOffice(supporter.site, COMPOSERS, carriers_of(supporter.site.settings))
    await office.round()
    await office.close()


async def test_an_unconfirmed_signature_goes_after_two_weeks_with_all_that_says_whose_it_was(
    supporter: Supporter, later: Later
) -> None:
    await supporter.sign(consent=["j4j"], partner="npe")
    await send_letters(supporter)
    later(days=13.9)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "signers") == 1
    later(days=0.2)
    await forget_what_is_old(supporter.site)
    for table in ("signers", "signatures", "arrivals", "outbox", "submissions", "consents"):
        assert await count(supporter, table) == 0, table


async def test_a_signer_with_another_signature_stays_with_it(supporter: Supporter, later: Later) -> None:
    await supporter.sign()
    await supporter.confirm()
    await supporter.sign(ZERO)
    await send_letters(supporter)
    later(days=15)
    await forget_what_is_old(supporter.site)
    assert await supporter.statuses() == ["verified"]
    assert await count(supporter, "signers where sealed is not null") == 1


async def test_nobody_is_forgotten_because_somebody_else_typed_their_address_again(
    supporter: Supporter, later: Later
) -> None:
    """Who took a signature back may still be written to, until they say otherwise."""
    await supporter.sign(consent=["j4j"])
    await supporter.confirm()
    async with supporter.site.database.transaction() as db:
        await withdraw(db, supporter.site, supporter.key()[1])
    await supporter.sign()
    await send_letters(supporter)
    later(days=15)
    await forget_what_is_old(supporter.site)
    assert await supporter.statuses() == ["withdrawn"]
    assert await count(supporter, "consents where withdrawn_at is null") == 1
    assert await count(supporter, "signers where sealed is not null") == 1
    assert (await supporter.client.get(f"/mine/{await supporter.token(purpose='mine')}")).status_code == 200


async def test_who_arrived_is_forgotten_after_two_weeks_whatever_became_of_it(
    supporter: Supporter, later: Later
) -> None:
    """Else a partner would see after two weeks who has stayed, and so who had signed before it asked."""
    for name in ("confirmed", "stopped", "open"):
        await supporter.sign(email=f"{name}@example.org")
    await supporter.confirm(email="confirmed@example.org")
    await supporter.client.post(
        f"/mail-stops/{await supporter.token(email='stopped@example.org', purpose='mail_stop')}"
    )
    await send_letters(supporter)
    later(days=10)
    for name in ("confirmed", "stopped", "open", "new"):
        await supporter.sign(email=f"{name}@example.org", partner="npe")
    later(days=13.9)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "arrivals") == 4
    later(days=0.2)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "arrivals") == 0


async def test_who_says_that_was_not_me_was_not_brought_by_anybody(supporter: Supporter) -> None:
    await supporter.sign(partner="npe", demands=[ZERO])
    await supporter.sign(email="other@example.org", partner="npe")
    assert await count(supporter, "arrivals") == 3
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    assert await count(supporter, "arrivals") == 1


async def test_signing_again_begins_the_two_weeks_anew(supporter: Supporter, later: Later) -> None:
    await supporter.sign()
    await send_letters(supporter)
    later(days=10)
    await supporter.sign()
    await send_letters(supporter)
    later(days=5)
    await forget_what_is_old(supporter.site)
    assert await supporter.statuses() == ["pending"]


async def test_nothing_goes_while_its_letter_waits_or_the_link_in_it_is_good(
    supporter: Supporter, later: Later
) -> None:
    await supporter.sign()
    later(days=20)
    await forget_what_is_old(supporter.site)
    await send_letters(supporter)
    later(days=6)
    await forget_what_is_old(supporter.site)
    token = await supporter.token()
    later(days=0.5)
    assert (await supporter.client.post(f"/confirmations/{token}")).status_code == 303
    assert await supporter.statuses() == ["verified"]


async def test_who_wants_no_mail_stays_as_a_key_and_nothing_else(supporter: Supporter, later: Later) -> None:
    await supporter.sign()
    await send_letters(supporter)
    await supporter.client.post(f"/mail-stops/{await supporter.token(purpose='mail_stop')}")
    later(days=15)
    await forget_what_is_old(supporter.site)
    [signer] = await supporter.fetch("select * from signers")
    assert signer["sealed"] is None
    assert signer["mail_stopped_at"] is not None
    assert await count(supporter, "signatures") == 0
    await supporter.sign()
    assert await count(supporter, "outbox") == 0


async def test_used_forms_are_forgotten_when_they_could_not_be_sent_again(
    supporter: Supporter, later: Later
) -> None:
    await supporter.sign()
    await supporter.confirm()
    later(hours=47)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "submissions") == 1
    later(hours=2)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "submissions") == 0


async def test_letters_that_ended_are_forgotten_after_a_month_and_waiting_ones_never(
    supporter: Supporter, later: Later
) -> None:
    for number, status in enumerate(("sent", "dropped", "failed", "waiting")):
        await supporter.sign(email=f"signer{number}@example.org")
        await supporter.confirm(email=f"signer{number}@example.org")
        async with supporter.site.database.transaction() as db:
            key = supporter.key(f"signer{number}@example.org")[1]
            await db.execute("update outbox set status = $1 where signer_key = $2", status, key)
    later(days=31)
    await forget_what_is_old(supporter.site)
    assert [letter["status"] for letter in await supporter.letters()] == ["waiting"]
    assert len(await supporter.statuses()) == 4


async def test_more_than_one_batch_is_forgotten_at_once(supporter: Supporter, later: Later) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute(
            "insert into signers (bucket, signer_key, sealed, language, created_at) "
            "select 5, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'sealed', 'en', now() from generate_series(1, $1) n",
            2 * BATCH + 1,
        )
        await db.execute(
            "insert into signatures (bucket, demand_id, signer_key, status, state, channel, public, news, consents, "
            "signed_at, status_at) select bucket, demand_id, signer_key, 'pending', 'NJ', 'web', true, false, '{}', "
            "now(), now() from signers, demands where slug = $1",
            MORATORIUM,
        )
    later(days=15)
    await forget_what_is_old(supporter.site)
    assert await count(supporter, "signers") == 0
