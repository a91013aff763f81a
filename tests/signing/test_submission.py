"""Bad input gets a sentence for every field, loses nothing that was typed, and changes nothing."""

import re
from datetime import timedelta

import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.signing.typed import Typed


async def test_every_wrong_field_is_named_at_once(supporter: Supporter) -> None:
    answer = await supporter.sign(
        given_name=" ", family_name="http://x.example", email="maria@", zip="071", partner="nobody"
    )
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"given_name", "family_name", "email", "zip", "partner"}
    assert all(sentence.endswith((".", "?")) for sentence in answer.json()["fields"].values())
    assert answer.json()["error"] == "invalid"
    assert answer.json()["message"]


async def test_the_form_keeps_what_was_typed_and_names_the_mistake(supporter: Supporter) -> None:
    answer = await supporter.sign_by_form(email="maria@", demands="end-zero-tolerance", news="yes")
    assert answer.status_code == 422
    assert 'value="Nguyễn"' in answer.text
    assert 'value="maria@"' in answer.text
    assert re.search(r'value="end-zero-tolerance"[^>]*checked', answer.text)
    assert re.search(r'name="news"[^>]*checked', answer.text)
    assert "This e-mail address can" in answer.text
    assert await supporter.statuses() == []


async def test_a_corrected_form_signs_with_the_same_token(supporter: Supporter) -> None:
    wrong = await supporter.sign_by_form(email="maria@")
    kept = re.search(r'name="form_token" value="([^"]+)"', wrong.text)
    assert kept
    assert (await supporter.sign_by_form(form_token=kept[1])).status_code == 303


async def test_what_was_typed_is_only_text_on_the_page(supporter: Supporter) -> None:
    answer = await supporter.sign_by_form(given_name='"><script>alert(1)</script>', email="x")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


@pytest.mark.parametrize(
    ("zip_code", "state", "counted"),
    [
        ("07102", "", "NJ"),
        ("07102-1234", "", "NJ"),
        ("20500", "", "DC"),
        ("00901", "", "PR"),
        ("09001", "", "AE"),
        ("07199", "", "NJ"),
        ("", "MI", "MI"),
        ("SW1A 1AA", "WI", "WI"),
        ("02861", "MA", "MA"),
        ("02861", "", "RI"),
    ],
)
async def test_the_state_follows_from_the_zip_or_is_chosen(
    supporter: Supporter, zip_code: str, state: str, counted: str
) -> None:
    assert (await supporter.sign(zip=zip_code, state=state)).status_code == 202
    assert [row[0] for row in await supporter.fetch("select state from signatures")] == [counted]


@pytest.mark.parametrize(
    ("zip_code", "state", "field"),
    [
        ("", "", "zip"),
        ("0710", "", "zip"),
        ("00000", "", "state"),
        ("07102", "CA", "state"),
        ("07102", "ZZ", "state"),
    ],
)
async def test_a_place_that_cannot_be_told_is_asked_for(
    supporter: Supporter, zip_code: str, state: str, field: str
) -> None:
    answer = await supporter.sign(zip=zip_code, state=state)
    assert list(answer.json()["fields"]) == [field]


async def test_json_is_strict_about_names_and_types(supporter: Supporter) -> None:
    answer = await supporter.sign(given_name=7, demands="end-zero-tolerance", news="yes", nickname="M")
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"given_name", "demands", "news", "nickname"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"given_name": "\xff"}', b"[" * 50_000]
)
async def test_a_body_that_is_no_json_object_is_refused(supporter: Supporter, body: bytes) -> None:
    answer = await supporter.client.post(f"/api/v1/demands/{MORATORIUM}/signatures", content=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"given_name=%00%ff",
        b"\xff\xfe=\xff",
        b"&".join([b"a=b"] * 500),
        b"given_name=Mar%00ia&email=a%00b&zip=%00&state=%00",
    ],
)
async def test_a_broken_form_is_refused_with_a_sentence(supporter: Supporter, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await supporter.client.post(f"/demands/{MORATORIUM}/signatures", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert await supporter.statuses() == []


async def test_a_body_that_is_too_large_is_refused(supporter: Supporter) -> None:
    for address in (f"/demands/{MORATORIUM}/signatures", f"/api/v1/demands/{MORATORIUM}/signatures"):
        answer = await supporter.client.post(
            address,
            content=b"a=" + b"x" * 200_000,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 413


TEXTS = ["\\u0000", "a\\u0000b", "\\ud800", "\\udfff x", "\\uffff", "x" * 5000, "\\u202e", "😀"]


@pytest.mark.parametrize("field", [*Typed.__struct_fields__, "nonsense"])
async def test_nul_and_half_characters_never_break_anything(supporter: Supporter, field: str) -> None:
    known = TYPED | {"form_token": await supporter.form_token()}
    for text in TEXTS:
        for value in (f'"{text}"', f'["{text}"]', f'{{"{text}": 1}}', "1e400", "null"):
            fields = ", ".join(f'"{name}": "{typed}"' for name, typed in known.items() if name != field)
            for further in ("", f', "{text}": 1'):
                body = f'{{{fields}, "{field}": {value}{further}}}'
                answer = await supporter.client.post(
                    f"/api/v1/demands/{MORATORIUM}/signatures", content=body.encode()
                )
                assert answer.status_code in {202, 400, 422}, body


@pytest.mark.parametrize("slug", ["nothing-here", "%00", "%ff", "a" * 300, "..%2f", "UPPER"])
async def test_a_demand_that_does_not_exist_is_not_found_through_any_door(
    supporter: Supporter, slug: str
) -> None:
    assert (await supporter.client.get(f"/demands/{slug}")).status_code == 404
    assert (await supporter.client.get(f"/api/v1/demands/{slug}/form")).status_code == 404
    assert (await supporter.client.get(f"/api/v1/demands/{slug}/counts")).status_code == 404
    assert (await supporter.client.post(f"/api/v1/demands/{slug}/signatures", json=TYPED)).status_code == 404


async def test_a_further_demand_must_exist_and_be_open(supporter: Supporter) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute("update demands set status = 'closed' where slug = 'end-zero-tolerance'")
    for further in ("end-zero-tolerance", "nothing-here", "\0"):
        answer = await supporter.sign(demands=[further])
        assert list(answer.json()["fields"]) == ["demands"]


async def test_a_closed_demand_takes_no_signature_and_says_so(supporter: Supporter) -> None:
    async with supporter.site.database.transaction() as db:
        await db.execute("update demands set closes_at = now() where slug = $1", MORATORIUM)
    answer = await supporter.sign()
    assert answer.status_code == 409
    assert "no signatures any more" in answer.json()["message"]
    page = await supporter.client.get(f"/demands/{MORATORIUM}")
    assert "Signing has closed" in page.text


async def test_a_form_that_was_open_too_long_says_so_and_can_be_sent_again(supporter: Supporter) -> None:
    old = supporter.site.tokens.make("form", MORATORIUM, timedelta(seconds=-1))
    answer = await supporter.sign_by_form(form_token=old)
    assert answer.status_code == 422
    assert "open too long" in answer.text
    assert 'value="Nguyễn"' in answer.text
    fresh = re.search(r'name="form_token" value="([^"]+)"', answer.text)
    assert fresh
    assert (await supporter.sign_by_form(form_token=fresh[1])).status_code == 303


async def test_a_field_that_a_form_does_not_show_still_gets_its_sentence(supporter: Supporter) -> None:
    answer = await supporter.sign_by_form(acts="x")
    assert answer.status_code == 422
    assert "not for acts" in answer.text


async def test_a_form_of_a_partner_that_was_stopped_meanwhile_is_signed_and_credits_nobody(
    supporter: Supporter,
) -> None:
    assert (await supporter.sign_by_form(partner="nobody", consent=["nobody"])).status_code == 303
    rows = await supporter.fetch("select partner_id, consents from signatures")
    assert [tuple(row) for row in rows] == [(None, [])]


async def test_more_ticks_than_any_page_has_are_refused_and_break_nothing(supporter: Supporter) -> None:
    many = [f"x{number}" for number in range(150)]
    answers = [
        await supporter.sign_by_form(demands=many),
        await supporter.sign_by_form(consent=many),
        await supporter.sign_by_form(wordings=many),
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert await supporter.statuses() == []
