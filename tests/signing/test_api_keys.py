"""A partner's program signs with its key: for that partner alone, once however often it asks, and never in bulk."""

import asyncio
import json
import uuid
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Later
from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from tests.signing.programs import new_key
from wechoose.base import clock, kept, together
from wechoose.base.limits import Limits
from wechoose.base.sealing import BUCKETS
from wechoose.base.site import Site
from wechoose.mail.outbox import DAY
from wechoose.partners.deeds import By
from wechoose.partners.keys import end_key
from wechoose.partners.partners import find_partner
from wechoose.signing.retention import forget_submissions

ADDRESS = f"/api/v1/demands/{MORATORIUM}/signatures"
PARTNER, OTHER = "j4j", "npe"
SIGNED = {"status": "check_your_mail"}


class Program:
    """On a partner's server, with a key."""

    def __init__(self, supporter: Supporter, key: str) -> None:
        self.supporter, self.client, self.key = supporter, supporter.client, key

    async def sign(self, name: str | None = "", slug: str = MORATORIUM, **fields: Any) -> httpx.Response:
        """With a name of its own for the request, unless one is given; None for none."""
        headers = self.headers() | ({} if name is None else {"idempotency-key": name or str(uuid.uuid4())})
        return await self.send(headers, slug, **fields)

    async def send(self, headers: dict[str, str], slug: str = MORATORIUM, **fields: Any) -> httpx.Response:
        address = f"/api/v1/demands/{slug}/signatures"
        return await self.client.post(address, headers=headers, json=TYPED | fields)

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    async def signatures(self) -> list[Any]:
        return await self.supporter.fetch(
            "select p.code, s.channel, s.source, s.status, s.consents from signatures s"
            " left join partners p using (partner_id) order by s.signed_at, s.demand_id"
        )


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process changes may go unseen for a second, which no test here waits for."""
    monkeypatch.setattr(kept, "SECONDS", -1.0)


@pytest.fixture
async def program(site: Site, supporter: Supporter) -> Program:
    return Program(supporter, await new_key(site, PARTNER))


async def test_a_key_signs_for_its_partner(program: Program) -> None:
    answer = await program.sign(source="Spring mailing")
    assert (answer.status_code, answer.json()) == (202, SIGNED)
    [row] = await program.signatures()
    assert tuple(row)[:4] == (PARTNER, "api", "spring mailing", "pending")


@pytest.mark.parametrize("named", ["", PARTNER])
async def test_the_partner_may_be_named_and_need_not(program: Program, named: str) -> None:
    assert (await program.sign(partner=named)).status_code == 202
    assert [row["code"] for row in await program.signatures()] == [PARTNER]


async def test_a_key_signs_for_no_other_partner(program: Program) -> None:
    wrong: list[dict[str, Any]] = [{"partner": OTHER}, {"consent": [OTHER]}, {"consent": [PARTNER, OTHER]}]
    for fields in wrong:
        answer = await program.sign(**fields)
        assert answer.status_code == 422
        assert set(answer.json()["fields"]) == set(fields)
        assert PARTNER in answer.text
    assert await program.signatures() == []


async def test_every_mistake_is_named_at_once(program: Program) -> None:
    answer = await program.sign(None, partner=OTHER, consent=["x"], email="no", given_name="")
    wrong = {"partner", "consent", "email", "given_name", "form_token"}
    assert set(answer.json()["fields"]) == wrong


async def test_consent_is_kept_with_the_line_that_was_shown(program: Program) -> None:
    form = (await program.client.get(f"/api/v1/demands/{MORATORIUM}/form?partner={PARTNER}")).json()
    [line] = form["consents"]
    async with program.supporter.site.database.transaction() as db:
        await db.execute(
            "insert into wordings (partner_id, version, english, spanish, since)"
            " select partner_id, 9, 'A newer line', 'Una nueva', now() from partners where code = $1",
            PARTNER,
        )
    await program.sign(consent=[PARTNER], wordings=[line["wording_id"]])
    [row] = await program.signatures()
    assert row["consents"] == [int(line["wording_id"])]


async def test_the_form_tells_the_line_of_the_partner_it_is_asked_for(
    supporter: Supporter, client: httpx.AsyncClient
) -> None:
    address = f"/api/v1/demands/{MORATORIUM}/form"
    assert (await client.get(address)).json()["consents"] == []
    [line] = (await client.get(f"{address}?partner={PARTNER}&lang=en")).json()["consents"]
    assert (line["partner"], line["version"]) == (PARTNER, 1)
    [[english]] = await supporter.fetch(
        "select english from wordings where wording_id = $1", int(line["wording_id"])
    )
    assert line["wording"] == english
    assert next(iter((await client.get(address)).json())) == "form_token"
    for odd in ("partner=nobody", "partner=", "partner=%ff", "partner=a&" * 300, "partner[]=1"):
        answer = await client.get(f"{address}?{odd}")
        assert (answer.status_code, answer.json()["consents"]) == (200, [])


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic am86cGFzcw==",
        "wck_abc",
        "Bearer wck_",
        "Bearer wck_{}",
        "Bearer wck_a wck_b",
    ],
)
async def test_what_is_no_key_is_401(program: Program, shown: str) -> None:
    """A server whose key got lost must hear of it, and not sign for nobody."""
    token = await program.supporter.form_token()
    answer = await program.send({"authorization": shown, "idempotency-key": "1"}, form_token=token)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["message"].endswith(".")
    assert await program.signatures() == []


async def test_a_key_that_was_ended_or_mistyped_or_whose_partner_was_stopped_opens_nothing(
    site: Site, program: Program
) -> None:
    assert (await program.send({"authorization": f"Bearer {program.key}x"})).status_code == 401
    other = Program(program.supporter, await new_key(site, OTHER))
    async with site.database.transaction() as db:
        await end_key(db, await find_partner(db, PARTNER), program.key[:10], By(None))
        await db.execute("update partners set status = 'stopped' where code = $1", OTHER)
    assert (await program.sign()).status_code == 401
    assert (await other.sign()).status_code == 401
    assert await program.signatures() == []


async def test_the_scheme_is_read_in_any_case_and_two_keys_are_none(program: Program) -> None:
    named = {"idempotency-key": "1"}
    assert (await program.send({"authorization": f"bEARER  {program.key}"} | named)).status_code == 202
    line = ("authorization", f"Bearer {program.key}")
    answer = await program.client.post(ADDRESS, headers=[line, line], json=TYPED)
    assert answer.status_code == 401


@pytest.mark.parametrize("header", [{"origin": "https://j4jalliance.com"}, {"sec-fetch-site": "same-origin"}])
async def test_a_key_in_a_browser_is_refused(program: Program, header: dict[str, str]) -> None:
    answer = await program.send(program.headers() | header | {"idempotency-key": "1"})
    assert answer.status_code == 403
    assert "Keep this key on your server." in answer.json()["message"]
    assert await program.signatures() == []


async def test_no_page_of_another_site_may_call_with_a_key(program: Program) -> None:
    asked = {"origin": "https://j4jalliance.com", "access-control-request-headers": "authorization"}
    preflight = await program.client.options(
        ADDRESS, headers=asked | {"access-control-request-method": "POST"}
    )
    answers = [preflight, await program.sign(), await program.send(program.headers() | asked)]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_without_a_key_nothing_is_different(supporter: Supporter) -> None:
    typed = TYPED | {"form_token": await supporter.form_token(), "partner": OTHER}
    headers = {"origin": "https://npe.example", "idempotency-key": "not used"}
    answer = await supporter.client.post(ADDRESS, headers=headers, json=typed)
    assert (answer.status_code, answer.json()) == (202, SIGNED)
    answer = await supporter.client.post(ADDRESS, headers={"idempotency-key": "1"}, json=TYPED)
    assert set(answer.json()["fields"]) == {"form_token"}


async def test_the_same_request_again_is_the_same_signing(program: Program) -> None:
    answers = [await program.sign("order-7") for _ in range(3)]
    answers += await asyncio.gather(*(program.sign("order-7") for _ in range(10)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {answer.status_code for answer in answers} == {202}
    assert len(await program.signatures()) == len(await program.supporter.letters()) == 1


async def test_a_repeat_is_known_whichever_of_the_partners_keys_is_shown(
    site: Site, program: Program
) -> None:
    await program.sign("order-7")
    await program.supporter.confirm()
    again = await Program(program.supporter, await new_key(site, PARTNER)).sign("order-7")
    assert again.status_code == 202
    assert len(await program.supporter.letters()) == 1
    # Under a new name it is somebody who signs again, and is told that they did.
    await program.sign("order-8")
    assert len(await program.supporter.letters()) == 2


async def test_partners_and_demands_do_not_share_names(site: Site, program: Program) -> None:
    other = Program(program.supporter, await new_key(site, OTHER))
    assert (await program.sign("1")).status_code == 202
    assert (await other.sign("1", email="other@example.org")).status_code == 202
    assert (await program.sign("1", "end-zero-tolerance", email="third@example.org")).status_code == 202
    assert len(await program.signatures()) == 3


async def test_a_name_is_good_for_one_signer(program: Program) -> None:
    await program.sign("order-7")
    answer = await program.sign("order-7", email="other@example.org")
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"Idempotency-Key"}
    assert len(await program.signatures()) == 1


async def test_of_many_signers_at_once_with_one_name_one_signs(program: Program) -> None:
    answers = await asyncio.gather(*(program.sign("order-7", email=f"{n}@example.org") for n in range(40)))
    assert sorted(answer.status_code for answer in answers) == [202] + [422] * 39
    assert len(await program.signatures()) == len(await program.supporter.letters()) == 1


async def test_who_was_sent_away_sends_the_same_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crowded:
        crowded.setattr(together, "PATIENCE_SECONDS", -1.0)
        busy = await program.sign("order-7")
    assert busy.status_code == 503
    assert int(busy.headers["retry-after"]) > 0
    assert await program.signatures() == []
    for _again in range(2):
        assert (await program.sign("order-7")).status_code == 202
    assert len(await program.supporter.letters()) == 1


async def test_a_repeat_with_other_words_changes_nothing_but_may_add_a_demand(program: Program) -> None:
    await program.sign("order-7")
    assert (await program.sign("order-7", zip="10001", source="late")).status_code == 202
    [[state]] = await program.supporter.fetch("select state from signatures")
    assert state == "NJ"
    await program.sign("order-7", demands=["end-zero-tolerance"])
    assert len(await program.signatures()) == 2


@pytest.mark.parametrize("form_hours", [1, 24])
async def test_a_repeat_is_known_for_a_day_however_short_forms_live(
    program: Program, later: Later, form_hours: int
) -> None:
    await program.sign("order-7")
    await program.supporter.confirm()
    later(hours=23, minutes=59)
    async with program.supporter.site.database.transaction() as db:
        for bucket in range(BUCKETS):
            await forget_submissions(db, Limits(form_hours=form_hours), bucket)
    await program.sign("order-7")
    assert len(await program.supporter.letters()) == 1


@pytest.mark.parametrize("name", ["", "x" * 101, "two words", "naïve", "tab\there"])
async def test_a_name_that_is_none_is_refused(program: Program, name: str) -> None:
    raw = {b"authorization": f"Bearer {program.key}".encode(), b"idempotency-key": name.encode()}
    answer = await program.client.post(ADDRESS, headers=raw, json=TYPED)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"Idempotency-Key"})
    assert await program.signatures() == []


async def test_a_form_token_does_instead_of_a_name_and_one_of_them_is_needed(program: Program) -> None:
    answer = await program.sign(None)
    sentence = answer.json()["fields"]["form_token"]
    assert answer.status_code == 422
    assert "Idempotency-Key" in sentence
    assert "form token" in sentence
    token = await program.supporter.form_token()
    for _again in range(2):
        assert (await program.sign(None, form_token=token)).status_code == 202
    assert len(await program.supporter.letters()) == 1


SHORTCUTS: list[dict[str, Any]] = [
    {"status": "verified"},
    {"verified": True},
    {"confirmed": True},
    {"verified_at": "2026-11-24T00:00:00Z"},
    {"channel": "paper"},
    {"skip_confirmation": True},
]


@pytest.mark.parametrize("field", SHORTCUTS, ids=str)
async def test_no_field_counts_a_signature_without_its_signer(
    program: Program, field: dict[str, Any]
) -> None:
    assert (await program.sign(**field)).status_code == 422
    assert await program.signatures() == []


async def test_no_parameter_or_header_counts_one_either(program: Program) -> None:
    """Whatever else a request says, the signer's own click is what counts."""
    flat = {name: str(value).lower() for field in SHORTCUTS for name, value in field.items()}
    headers = program.headers() | {f"x-{name.replace('_', '-')}": value for name, value in flat.items()}
    headers |= {"prefer": "respond-async", "x-http-method-override": "PUT", "idempotency-key": "1"}
    answer = await program.client.post(ADDRESS, params=flat, headers=headers, json=TYPED)
    assert answer.status_code == 202
    assert await program.supporter.statuses() == ["pending"]
    assert await program.supporter.verified() == 0
    await program.supporter.confirm()
    assert await program.supporter.verified() == 1


async def test_a_list_of_people_gets_each_of_them_a_letter_and_counts_nobody(program: Program) -> None:
    answers = await asyncio.gather(*(program.sign(email=f"{n}@example.org") for n in range(60)))
    assert {answer.status_code for answer in answers} == {202}
    assert set(await program.supporter.statuses()) == {"pending"}
    assert await program.supporter.verified() == 0
    body = json.dumps([TYPED, TYPED])
    refused = await program.client.post(ADDRESS, headers=program.headers(), content=body)
    assert refused.status_code == 400


async def test_a_mailbox_gets_three_letters_a_day_however_often_a_partner_asks(
    program: Program, later: Later
) -> None:
    slugs = [
        row["slug"] for row in await program.supporter.fetch("select slug from demands order by position")
    ]
    for slug in slugs:
        for _again in range(2):
            assert (await program.sign(slug=slug)).status_code == 202
        async with program.supporter.site.database.transaction() as db:
            await db.execute("update outbox set status = 'sent' where due_at <= $1", clock.now())
        later(minutes=30)
    letters = await program.supporter.letters()
    first = min(letter["due_at"] for letter in letters)
    assert len([letter for letter in letters if letter["due_at"] < first + DAY]) == 3


async def test_the_answer_is_the_same_whatever_the_address_did_before(program: Program) -> None:
    answers = [await program.sign(), await program.sign()]
    await program.supporter.confirm()
    answers.append(await program.sign())
    async with program.supporter.site.database.transaction() as db:
        await db.execute("update signers set mail_stopped_at = now()")
    answers += [await program.sign(), await program.sign(email="new@example.org")]
    assert len({(answer.status_code, answer.content, str(answer.headers)) for answer in answers}) == 1


async def test_the_day_a_key_was_used_is_noted_once(program: Program, later: Later) -> None:
    async def used() -> tuple[Any, Any]:
        [row] = await program.supporter.fetch("select used_on, xmin::text from partner_keys")
        return tuple(row)

    assert (await used())[0] is None
    await program.sign()
    noted = await used()
    assert noted[0] == clock.now().date()
    assert (await program.sign()).status_code == 202
    assert await used() == noted
    later(days=1)
    await program.sign()
    assert (await used())[0] == clock.now().date()


async def test_a_key_that_signs_nobody_is_not_noted(program: Program) -> None:
    await program.sign(email="no")
    assert (await program.supporter.fetch("select used_on from partner_keys"))[0][0] is None


async def test_a_key_is_in_no_log_and_no_answer(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    answers = [
        await program.sign(),
        await program.sign(email="no"),
        await program.send(program.headers() | {"origin": "https://x.example"}),
        await program.send({"authorization": f"Bearer {program.key}x"}),
        await program.send({"authorization": program.key}),
        await program.sign(slug="nowhere"),
    ]
    assert program.key not in capsys.readouterr().err + "".join(answer.text for answer in answers)


async def test_the_address_is_closed_or_missing_for_a_key_as_for_anybody(program: Program) -> None:
    assert (await program.sign(slug="nowhere")).status_code == 404
    async with program.supporter.site.database.transaction() as db:
        await db.execute("update demands set status = 'closed' where slug = $1", MORATORIUM)
    closed = await program.sign()
    assert (closed.status_code, closed.json()["error"]) == (409, "closed")


HEADER_TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=120
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [*TYPED, "partner", "consent", "wordings", "demands", "acts", "source", "language", "form_token"]
    ),
    JSONS | st.sampled_from([PARTNER, [PARTNER], ["1"], "\x00", ["\x00"], "a\ud800"]),
    max_size=5,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(
    shown=st.none() | HEADER_TEXT.map(lambda text: f"Bearer wck_{text}") | HEADER_TEXT | st.just("KEY"),
    name=st.none() | HEADER_TEXT | st.just("1"),
    body=FIELDS.map(lambda fields: json.dumps(TYPED | fields).encode())
    | JSONS.map(lambda v: json.dumps(v).encode())
    | st.binary(max_size=60),
)
async def test_nothing_odd_is_more_than_refused(
    program: Program, shown: str | None, name: str | None, body: bytes
) -> None:
    headers = {}
    if shown is not None:
        text = f"Bearer {program.key}" if shown == "KEY" else shown
        headers[b"authorization"] = text.encode("latin-1")
    if name is not None:
        headers[b"idempotency-key"] = name.encode("latin-1")
    answer = await program.client.post(ADDRESS, headers=headers, content=body)
    assert answer.status_code in (202, 400, 401, 422)
    assert answer.json()
