"""Verification: looking changes nothing, the button counts once, and "this was not me" takes everything back."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.tokens import encode
from wechoose.counts.recount import recount
from wechoose.signing.invitations import code_of
from wechoose.signing.verification import ask_again_at

ZERO = "end-zero-tolerance"

TABLES = ["signers", "signatures", "submissions", "tallies", "outbox", "consents", "keyring", "demands"]
TABLES += ["leaders", "sessions", "sign_in_links", "audit"]


async def rows(supporter: Supporter) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await supporter.fetch(f"select t::text from {table} t order by 1")]
        for table in TABLES
    }


async def differences(supporter: Supporter) -> list:
    async with supporter.site.database.transaction(read_only=True) as db:
        return await recount(db)


async def test_the_button_counts_the_signature_and_leads_to_thanks(supporter: Supporter) -> None:
    await supporter.sign()
    answer = await supporter.confirm()
    assert answer.status_code == 303
    own = code_of(supporter.site, supporter.key()[1])
    assert answer.headers["location"] == f"/demands/{MORATORIUM}/thanks?state=NJ&friend={own}"
    assert await supporter.statuses() == ["verified"]
    counts = (await supporter.client.get(f"/api/v1/demands/{MORATORIUM}/counts")).json()
    assert (counts["verified"], counts["states"], counts["channels"]["api"]) == (1, {"NJ": 1}, 1)
    thanks = await supporter.client.get(answer.headers["location"])
    assert "New Jersey" in thanks.text


async def test_a_second_tap_changes_nothing_and_thanks_again(supporter: Supporter) -> None:
    await supporter.sign()
    token = await supporter.token()
    first = await supporter.client.post(f"/confirmations/{token}")
    before = await rows(supporter)
    second = await supporter.client.post(f"/confirmations/{token}")
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert await rows(supporter) == before
    assert (await supporter.client.get(f"/confirmations/{token}")).status_code == 303


async def test_one_tap_confirms_several_demands(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO])
    await supporter.confirm(MORATORIUM, ZERO)
    assert await supporter.statuses() == ["verified", "verified"]
    assert [await supporter.verified(slug) for slug in (MORATORIUM, ZERO)] == [1, 1]


async def test_the_thanks_page_offers_only_what_is_not_signed_yet(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO])
    answer = await supporter.confirm(MORATORIUM, ZERO)
    thanks = await supporter.client.get(answer.headers["location"])
    assert f'href="/demands/{ZERO}"' not in thanks.text
    assert 'href="/demands/community-schools"' in thanks.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_changes_no_row_with_any_token(supporter: Supporter, method: str) -> None:
    await supporter.sign(demands=[ZERO])
    addresses = [
        f"/confirmations/{await supporter.token(MORATORIUM, ZERO)}",
        f"/disavowals/{await supporter.token(purpose='disavowal')}",
        f"/mail-stops/{await supporter.token(purpose='mail_stop')}",
        *(
            "/",
            f"/demands/{MORATORIUM}",
            f"/demands/{MORATORIUM}/check-your-mail",
            f"/demands/{MORATORIUM}/thanks",
        ),
        *("/api/v1/demands", f"/api/v1/demands/{MORATORIUM}", f"/api/v1/demands/{MORATORIUM}/form"),
        *(f"/api/v1/demands/{MORATORIUM}/counts", "/api/v1/counts", "/confirmations/sent", "/confirmations"),
        *(
            "/desk",
            "/desk/sign-in",
            "/desk/audit",
            "/health/ready",
            "/health/live",
            "/api/v1/schema",
            "/dev/mail",
        ),
    ]
    before = await rows(supporter)
    for address in addresses:
        answer = await supporter.client.request(method, address)
        assert answer.status_code < 500, address
        assert method != "HEAD" or answer.content == b""
    assert await rows(supporter) == before


async def test_an_expired_link_offers_a_new_one_that_works(supporter: Supporter) -> None:
    await supporter.sign()
    old = supporter.site.tokens.make("confirmation", [encode(supporter.key()[1]), [1]], timedelta(seconds=-1))
    page = await supporter.client.get(f"/confirmations/{old}")
    assert page.status_code == 410
    assert "Send me a new link" in page.text
    assert (await supporter.client.post(f"/confirmations/{old}")).status_code == 410
    assert await supporter.statuses() == ["pending"]
    async with supporter.site.database.transaction() as db:
        await db.execute("update outbox set status = 'sent', created_at = created_at - interval '8 days'")
    answer = await supporter.client.post("/confirmations", data={"token": old})
    assert (answer.status_code, answer.headers["location"]) == (303, "/confirmations/sent")
    assert len(await supporter.letters()) == 2


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "%ff", "é", "a" * 4000])
async def test_a_broken_link_asks_for_the_address(supporter: Supporter, token: str) -> None:
    page = await supporter.client.get(f"/confirmations/{token}")
    assert page.status_code == 404
    assert 'name="email"' in page.text
    assert (await supporter.client.post(f"/confirmations/{token}")).status_code == 404


async def test_asking_for_a_new_link_answers_the_same_for_everybody(supporter: Supporter) -> None:
    await supporter.sign()
    page = await supporter.client.get("/confirmations/broken")
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    known, unknown = [
        await supporter.client.post(
            "/confirmations", data={"email": f"{name}@example.org", "form_token": token[1]}
        )
        for name in ("maria", "nobody")
    ]
    assert known.status_code == 303
    assert (known.status_code, known.headers, known.content) == (
        unknown.status_code,
        unknown.headers,
        unknown.content,
    )


async def test_a_new_link_is_sent_only_for_a_form_that_came_from_here(supporter: Supporter) -> None:
    await supporter.sign()
    for token in ("", "forged", await supporter.form_token()):
        answer = await supporter.client.post(
            "/confirmations", data={"email": "maria@example.org", "form_token": token}
        )
        assert answer.status_code == 422
        assert 'value="maria@example.org"' in answer.text
    assert len(await supporter.letters()) == 1


async def test_a_token_opens_only_what_it_was_made_for(supporter: Supporter) -> None:
    await supporter.sign()
    confirmation = await supporter.token()
    for purpose in ("disavowal", "mail_stop"):
        token = await supporter.token(purpose=purpose)
        assert (await supporter.client.post(f"/confirmations/{token}")).status_code == 404
    assert (await supporter.client.post(f"/disavowals/{confirmation}")).status_code == 410
    assert (await supporter.client.post(f"/mail-stops/{confirmation}")).status_code == 410
    assert await supporter.statuses() == ["pending"]


async def test_this_was_not_me_takes_everything_back_and_stops_mail(supporter: Supporter) -> None:
    await supporter.sign(demands=[ZERO])
    await supporter.confirm()
    token = await supporter.token(purpose="disavowal")
    for _twice in range(2):
        assert (await supporter.client.post(f"/disavowals/{token}")).status_code == 200
    assert await supporter.statuses() == ["withdrawn", "withdrawn"]
    assert await supporter.verified() == 0
    [signer] = await supporter.fetch("select * from signers")
    assert signer["sealed"] is None
    assert signer["erased_at"]
    assert signer["mail_stopped_at"]
    before = len(await supporter.letters())
    await supporter.sign()
    assert len(await supporter.letters()) == before
    assert (await supporter.confirm()).status_code == 404
    assert await differences(supporter) == []


async def test_stopping_mail_leaves_the_signature(supporter: Supporter) -> None:
    await supporter.sign()
    await supporter.confirm()
    token = await supporter.token(purpose="mail_stop")
    one_click = await supporter.client.post(f"/mail-stops/{token}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert await supporter.statuses() == ["verified"]
    assert (await supporter.fetch("select mail_stopped_at from signers"))[0][0]


async def test_what_was_ticked_counts_from_the_confirmation_on(supporter: Supporter) -> None:
    await supporter.sign(news=True, consent=["j4j", "npe"])
    assert await supporter.fetch("select * from consents") == []
    assert (await supporter.fetch("select news_at from signers"))[0][0] is None
    await supporter.confirm()
    assert len(await supporter.fetch("select * from consents")) == 2
    assert (await supporter.fetch("select news_at from signers"))[0][0]


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


async def test_a_new_link_looks_up_the_same_whoever_asks(supporter: Supporter) -> None:
    for email in ("pending@example.org", "verified@example.org"):
        await supporter.sign(email=email)
    await supporter.confirm(email="verified@example.org")
    reads = []
    for email in ("pending@example.org", "verified@example.org", "stranger@example.org"):
        async with supporter.site.database.transaction() as db:
            watched: Any = Watched(db)
            await ask_again_at(watched, supporter.site, email)
            reads.append(watched.reads)
    assert reads[0] == reads[1] == reads[2] != []
    assert len(await supporter.letters()) == 2


async def test_a_signature_taken_back_is_not_counted_by_an_old_link(supporter: Supporter) -> None:
    await supporter.sign()
    async with supporter.site.database.transaction() as db:
        await db.execute("update signatures set status = 'withdrawn'")
    answer = await supporter.confirm()
    assert answer.status_code == 410
    assert await supporter.statuses() == ["withdrawn"]


async def test_token_pages_tell_no_other_site_where_they_are(supporter: Supporter) -> None:
    await supporter.sign()
    page = await supporter.client.get(f"/confirmations/{await supporter.token()}")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
