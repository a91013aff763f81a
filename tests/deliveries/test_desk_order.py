import re
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.deliveries.conftest import CUTOFF, DEMAND, Desk, Signing, officials_like
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.deliveries.chosen import pack, unpack
from wechoose.deliveries.deliveries import all_deliveries, packets_of

NEW = "/desk/deliveries/new"
SENATORS = "kind = 'senator' and state = 'NJ'"

ORDER = {
    "demands": DEMAND,
    "chosen": "",
    "cutoff_day": f"{CUTOFF:%Y-%m-%d}",
    "cutoff_time": f"{CUTOFF:%H:%M}",
    "language": "en",
    "subject": "Signatures from {constituency}",
    "body": "{salutation}\n\nIn {constituency}: {count_here}; in the nation: {count_nation}.",
    "closing": "{campaign}",
    "title": "Spring delivery",
    "reason": "For the hearing",
}

Typing = Callable[..., Awaitable[dict[str, str | list[str]]]]


@pytest.fixture
def typing(in_office: Site) -> Typing:
    """An order to officials that fulfil a condition, with some of its fields otherwise."""

    async def type_order(condition: str = SENATORS, **fields: str | list[str]) -> dict[str, str | list[str]]:
        return {**ORDER, "chosen": pack(await officials_like(in_office, condition)), **fields}

    return type_order


def _value(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def _shown(page: httpx.Response) -> str:
    """Its words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_hundreds_of_officials_fit_into_one_short_field() -> None:
    assert pack([3, 1, 2, 7, 9, 8]) == "1-3,7-9"
    assert unpack("1-3,7-9") == (1, 2, 3, 7, 8, 9)
    assert unpack("") == ()
    assert unpack("x,5,-3,7-,8-6,<b>") == (5,)
    assert len(pack(range(1, 2000, 2))) < 5_000
    assert len(unpack("1-999999999,5-999999999")) == 20_000


async def test_the_form_begins_with_now_and_a_letter(at_desk: Desk) -> None:
    page = await at_desk.get(NEW)
    assert page.status_code == 200
    assert "{salutation}" in page.text
    assert _value(page, "cutoff_day")
    assert "All senators (100)" in page.text


async def test_a_hundred_senators_are_chosen_in_one_go_and_kept_through_every_press(
    at_desk: Desk, typing: Typing, in_office: Site
) -> None:
    page = await at_desk.post(NEW, await typing("false", do="add", group="senators"))
    chosen = _value(page, "chosen")
    assert len(unpack(chosen)) == 100
    page = await at_desk.post(NEW, ORDER | {"chosen": chosen, "do": "add", "group": "representatives"})
    everybody = _value(page, "chosen")
    congress = "kind in ('senator', 'representative')"
    assert unpack(everybody) == await officials_like(in_office, congress)
    page = await at_desk.post(NEW, ORDER | {"chosen": everybody, "do": "search", "looked_for": "Alaska"})
    assert _value(page, "chosen") == everybody
    assert "In {constituency}: {count_here}" in page.text
    assert "Spring delivery" in page.text
    assert f'value="{DEMAND}" checked' in page.text


async def test_a_group_can_be_of_one_state(at_desk: Desk, typing: Typing, in_office: Site) -> None:
    page = await at_desk.post(NEW, await typing("false", do="add", group="representatives", group_state="NJ"))
    expected = await officials_like(in_office, "kind = 'representative' and state = 'NJ'")
    assert unpack(_value(page, "chosen")) == expected


async def test_one_official_is_found_added_and_removed(
    at_desk: Desk, typing: Typing, in_office: Site
) -> None:
    (governor,) = await officials_like(in_office, "kind = 'governor' and state = 'NJ'")
    page = await at_desk.post(NEW, await typing(do="search", looked_for="sherrill"))
    assert f'value="add:{governor}"' in page.text
    page = await at_desk.post(NEW, await typing(do=f"add:{governor}"))
    chosen = unpack(_value(page, "chosen"))
    assert governor in chosen
    assert len(chosen) == 3
    page = await at_desk.post(NEW, await typing(do=f"drop:{chosen[0]}"))
    assert chosen[0] not in unpack(_value(page, "chosen"))
    page = await at_desk.post(NEW, await typing(do="drop:all"))
    assert _value(page, "chosen") == ""


@pytest.mark.parametrize("button", ["add:²", "add:" + "9" * 20, "drop:" + "9" * 5_000, "drop:\x00"])
async def test_a_button_that_is_none_changes_nothing(at_desk: Desk, typing: Typing, button: str) -> None:
    before = (await typing())["chosen"]
    page = await at_desk.post(NEW, await typing(do=button))
    assert (page.status_code, _value(page, "chosen")) == (200, before)


async def test_a_letter_that_is_chosen_replaces_the_one_that_stands_there(
    at_desk: Desk, typing: Typing
) -> None:
    page = await at_desk.post(NEW, await typing(do="letter", template="-4"))
    assert "Con respeto" in page.text
    assert 'name="language" value="es" checked' in page.text


async def test_a_look_says_what_each_official_would_get_and_fills_in_the_letter(
    at_desk: Desk, typing: Typing, signed: Signing, in_office: Site
) -> None:
    await signed("Ana Rivera")
    await signed("Bo Chen", code="08540")
    await signed("Cal Day", state="NY", code="10001")
    order = await typing(f"{SENATORS} or kind = 'secretary'", do="look")
    senator = (await officials_like(in_office, SENATORS))[0]
    page = await at_desk.post(NEW, order | {"shown": str(senator)})
    words = _shown(page)
    assert page.status_code == 200
    assert "3 packets, counted as things stand now. The whole country: 3 signatures." in words
    assert "In New Jersey: 2; in the nation: 3." in words
    (secretary,) = await officials_like(in_office, "kind = 'secretary'")
    page = await at_desk.post(NEW, order | {"shown": str(secretary)})
    assert "In the United States: 3; in the nation: 3." in _shown(page)
    assert "Ana" not in page.text


async def test_a_look_counts_for_a_representative_only_who_certainly_lives_there(
    at_desk: Desk, typing: Typing, signed: Signing
) -> None:
    await signed("Ana Rivera", code=None)
    await signed("Bo Chen", code="07102")
    page = await at_desk.post(NEW, await typing("kind = 'representative' and state = 'NJ'", do="look"))
    assert "12 packets" in _shown(page)
    assert "They would get no signature at all:" in _shown(page)


async def test_a_look_makes_nothing(at_desk: Desk, typing: Typing, in_office: Site) -> None:
    for do in ("", "keep", "look", "pdf", "add", "search", "letter", "nonsense", "add:x", "drop:"):
        answer = await at_desk.post(NEW, await typing(do=do))
        assert answer.status_code == 200, do
    async with in_office.database.transaction(read_only=True) as db:
        assert await all_deliveries(db) == []


async def test_the_letters_page_is_shown_as_a_pdf_with_nobodys_name(
    at_desk: Desk, typing: Typing, signed: Signing
) -> None:
    await signed("Ana Rivera")
    answer = await at_desk.post(NEW, await typing(do="pdf"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")


async def test_the_press_orders_a_packet_for_each_and_is_written_down_with_its_reason(
    at_desk: Desk, typing: Typing, in_office: Site
) -> None:
    answer = await at_desk.post(NEW, await typing(do="make", since_last="yes"))
    assert answer.status_code == 303
    async with in_office.database.transaction(read_only=True) as db:
        (delivery,) = await all_deliveries(db)
        packets = await packets_of(db, delivery.delivery_id)
        line = (await trail.read_back(db))[0]
    assert answer.headers["location"] == f"/desk/deliveries/{delivery.code}?done=ordered"
    assert (delivery.status, delivery.cutoff, delivery.since_last) == ("queued", CUTOFF, True)
    assert (delivery.title, delivery.subject) == (ORDER["title"], ORDER["subject"])
    assert [packet.addressee.state for packet in packets] == ["NJ", "NJ"]
    assert (line.act, line.reason, line.address) == (acts.ORDERED_DELIVERY, ORDER["reason"], "127.0.0.1")


async def test_what_is_wrong_is_said_field_by_field_and_nothing_typed_is_lost(
    at_desk: Desk, typing: Typing, in_office: Site
) -> None:
    wrong = {
        "demands": [],
        "chosen": "",
        "cutoff_day": "tomorrow",
        "language": "fr",
        "subject": "",
        "body": "Dear {friend}",
        "closing": "z" * 501,
        "title": "",
        "reason": "",
        "looked_for": "somebody",
    }
    for do in ("make", "look", "pdf"):
        answer = await at_desk.post(NEW, {**ORDER, **wrong, "do": do})
        assert answer.status_code == 422
        for field in (
            "demands",
            "officials",
            "cutoff",
            "language",
            "subject",
            "body",
            "closing",
            "title",
            "reason",
        ):
            assert f'id="{field}-error"' in answer.text, field
            assert f'href="#{field}"' in answer.text, field
        for text in ("Dear {friend}", "z" * 501, 'value="somebody"', 'value="tomorrow"'):
            assert text in answer.text
    async with in_office.database.transaction(read_only=True) as db:
        assert await all_deliveries(db) == []


async def test_a_cut_off_in_the_future_is_refused(at_desk: Desk, typing: Typing) -> None:
    answer = await at_desk.post(NEW, await typing(do="make", cutoff_day="2099-01-01"))
    assert answer.status_code == 422
    assert "future" in answer.text


async def test_markup_is_shown_as_text(at_desk: Desk, typing: Typing) -> None:
    name = "<script>alert(1)</script>"
    fields = dict.fromkeys(
        ("subject", "body", "closing", "title", "reason", "looked_for", "cutoff_time"), name
    )
    for do in ("keep", "look"):
        page = (await at_desk.post(NEW, await typing(do=do, **fields))).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


async def test_a_deliverer_sees_and_gets_only_officials_of_their_own_states(
    deliverer: Desk, typing: Typing, in_office: Site
) -> None:
    page = await deliverer.get(NEW)
    assert "All senators (2)" in page.text
    page = await deliverer.post(NEW, await typing("false", do="add", group="senators", group_state="NY"))
    assert _value(page, "chosen") == ""
    page = await deliverer.post(NEW, await typing("false", do="search", looked_for="New York"))
    assert 'value="add:' not in page.text
    strangers = await typing("kind = 'senator' and state = 'NY' or kind = 'secretary'", do="make")
    answer = await deliverer.post(NEW, strangers)
    assert answer.status_code == 422
    assert (await deliverer.post(NEW, await typing(do="make"))).status_code == 303
    async with in_office.database.transaction(read_only=True) as db:
        assert len(await all_deliveries(db)) == 1


async def test_ordering_is_for_who_delivers(editor: Desk, visitor: httpx.AsyncClient, typing: Typing) -> None:
    assert (await editor.get(NEW)).status_code == 404
    assert (await editor.post(NEW, await typing(do="make"))).status_code == 404
    assert (await visitor.get(NEW)).status_code == 303
