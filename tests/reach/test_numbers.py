import httpx
import pytest

from tests.conftest import Later
from tests.reach.conftest import SCHOOLS, Coalition, Leads, words_of
from wechoose.reach import numbers

HOME = "/desk/partners/j4j"


async def _words(client: httpx.AsyncClient, address: str = HOME) -> str:
    answer = await client.get(address)
    assert answer.status_code == 200
    return words_of(answer.text)


async def test_a_partner_that_nobody_came_through_is_led_to_its_widget(leads: Leads) -> None:
    page = (await (await leads("j4j")).get(HOME)).text
    assert "Nobody has come this way yet." in page
    assert f'href="{HOME}/widget"' in page


async def test_people_are_counted_once_and_signatures_each(
    coalition: Coalition, leads: Leads, later: Later
) -> None:
    await coalition.bring("one@example.org")
    await coalition.bring("one@example.org", slug=SCHOOLS)
    await coalition.sign("two@example.org")
    later(days=1)
    words = await _words(await leads("j4j"))
    assert "1 person confirmed" in words
    assert "People reached 2" in words
    assert "Confirmation rate 50%" in words
    assert "Confirmed signatures 2" in words


async def test_who_signs_for_somebody_can_not_see_whether_they_were_known(
    coalition: Coalition, leads: Leads
) -> None:
    """A partner's own numbers would tell it: whoever has signed already is not reached once more."""
    await coalition.bring("mine@example.org", source="fall")
    await coalition.bring("known@example.org", "npe")
    client = await leads("j4j")
    before = await _words(client)
    for email in ("known@example.org", "new@example.org"):
        await coalition.sign(email, source="fall")
        assert _timeless(await _words(client)) == _timeless(before)


def _timeless(words: str) -> str:
    return words[: words.index("As of ")]


async def test_confirming_and_taking_back_show_at_once(coalition: Coalition, leads: Leads) -> None:
    client = await leads("j4j")
    await coalition.bring("other@example.org")
    await coalition.sign("one@example.org")
    assert "1 person confirmed" in await _words(client)
    await coalition.confirm("one@example.org")
    assert "2 people confirmed" in await _words(client)
    await coalition.disavow("one@example.org")
    words = await _words(client)
    assert "1 person confirmed" in words
    assert "Confirmed signatures 1" in words


async def test_what_others_brought_is_in_no_number(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("mine@example.org", consent=["j4j"])
    for number in range(3):
        await coalition.bring(f"theirs{number}@example.org", "npe", SCHOOLS, zip="48201", source="spring")
    await coalition.bring("nobodys@example.org", "", SCHOOLS)
    page = (await (await leads("j4j")).get(HOME)).text
    words = words_of(page)
    assert "People reached 1" in words
    assert "spring" not in words
    assert page.count('data-verified="0"') == page.count("data-verified=") - 1
    assert "Thriving" not in words
    assert "1 person ticked the box" in words


async def test_sources_come_with_the_best_first_and_those_without(
    coalition: Coalition, leads: Leads, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "FEW", 1)
    await coalition.bring("one@example.org", source="spring")
    await coalition.bring("two@example.org", source="fall")
    await coalition.bring("three@example.org", source="Fall")
    await coalition.sign("four@example.org")
    later(days=1)
    words = await _words(await leads("j4j"))
    table = words[words.index("Best sources") :]
    assert "fall 2 2 100% spring 1 1 100% no source 0 1 0%" in table


async def test_a_source_of_a_few_is_not_named(coalition: Coalition, leads: Leads) -> None:
    """With a link of its own for each of its members, a partner would learn which of them signed."""
    for number in range(5):
        await coalition.bring(f"a{number}@example.org", source="mailing")
    for number in range(4):
        await coalition.bring(f"b{number}@example.org", source="maria-nguyen")
    await coalition.sign("b5@example.org", source="maria-nguyen")
    words = await _words(await leads("j4j"))
    assert "mailing 5 5 " in words
    assert "maria-nguyen" not in words
    assert "9 people confirmed" in words


async def test_more_than_ten_sources_are_ten(
    coalition: Coalition, leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "FEW", 1)
    for number in range(12):
        await coalition.bring(f"s{number}@example.org", source=f"mailing-{number:02}")
    words = await _words(await leads("j4j"))
    assert "mailing-09" in words
    assert "mailing-10" not in words
    assert "The ten best of 12." in words


async def test_the_chart_begins_thirty_days_ago_or_with_the_first_signature(
    coalition: Coalition, leads: Leads
) -> None:
    await coalition.bring("early@example.org")
    await coalition.bring("late@example.org")
    async with coalition.site.database.transaction() as db:
        await db.execute(
            "update signatures set verified_at = now() - interval '70 days' where signer_key = $1",
            coalition.key("early@example.org"),
        )
    client = await leads("j4j")
    recent, all_days = (await client.get(HOME)).text, (await client.get(f"{HOME}?days=all")).text
    assert recent.count('class="day-in"') == 1
    assert all_days.count('class="day-in"') == 2
    assert recent.count('class="day"') == 30
    assert all_days.count('class="day"') == 71
    assert "2 so far" in recent


async def test_a_role_sees_the_numbers_of_its_own_partner_only(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("one@example.org")
    client = await leads("npe")
    assert (await client.get("/desk/partners/npe")).status_code == 200
    assert (await client.get(HOME)).status_code == 404
    assert (await client.get("/desk/partners/nobody")).status_code == 404


async def test_an_owner_sees_the_numbers_of_all(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("one@example.org")
    client = await leads("")
    assert "1 person confirmed" in await _words(client)
    assert (await client.get("/desk/partners/npe")).status_code == 200
    assert (await client.get("/desk/partners/no-such")).status_code == 404
