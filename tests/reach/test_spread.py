"""Spread: a demand's reach for leaders of the campaign, by day, way, source and partner; of nobody by name."""

import re

import pytest

from tests.conftest import Later
from tests.reach.conftest import MORATORIUM, SCHOOLS, Coalition, Leads, words_of

REACH = f"/desk/demands/{MORATORIUM}/reach"


async def words(leads: Leads, address: str = REACH) -> str:
    answer = await (await leads("")).get(address)
    assert answer.status_code == 200
    return words_of(answer.text)


async def test_a_demand_that_nobody_signed_says_so(leads: Leads) -> None:
    assert "Nobody has signed this demand yet." in await words(leads)


async def test_every_signature_stands_once_under_each_heading(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("one@example.org", "j4j", source="whatsapp")
    await coalition.bring("two@example.org", "", source="whatsapp")
    await coalition.sign("three@example.org", "", source="email")
    await coalition.bring("four@example.org", "")
    await coalition.bring("four@example.org", "", slug=SCHOOLS, source="elsewhere")
    page = await words(leads)
    assert "3 verified signatures" in page
    assert "Signed, with those not confirmed yet 4" in page
    assert "Confirmation rate 75%" in page
    assert "whatsapp 2 2 100% email 0 1 0% no source 1 1 100%" in page
    assert "Journey for Justice Alliance 1 1 100% no partner 2 3 67%" in page
    assert "API 3 4 75%" in page
    assert "elsewhere" not in page


async def test_days_are_those_of_confirming_and_what_was_taken_back_is_on_none(
    coalition: Coalition, leads: Leads, later: Later
) -> None:
    await coalition.bring("one@example.org")
    later(days=2)
    await coalition.bring("two@example.org")
    await coalition.bring("gone@example.org")
    await coalition.disavow("gone@example.org")
    page = (await (await leads("")).get(f"{REACH}?days=all")).text
    bars = re.findall(r"<title>[^<]*: (\d+) · (\d+) so far</title>", page)
    assert [bar for bar in bars if bar[0] != "0"] == [("1", "1"), ("1", "2")]


async def test_supporters_links_are_told_as_one_number(coalition: Coalition, leads: Leads) -> None:
    from wechoose.signing.invitations import code_of

    friend = code_of(coalition.site, coalition.key("host@example.org"))
    await coalition.bring("one@example.org", friend=friend)
    page = await words(leads)
    assert "People who came through a supporter's own link, on all demands 1" in page
    assert friend not in page


@pytest.mark.parametrize("query", ["days=30", "days=all", "days=%00", "days=x&days=y"])
async def test_odd_queries_never_break_it(coalition: Coalition, leads: Leads, query: str) -> None:
    await coalition.bring("one@example.org")
    assert "1 verified signature" in await words(leads, f"{REACH}?{query}")


async def test_the_desk_leads_there_and_partners_are_not_let_in(leads: Leads) -> None:
    client = await leads("")
    assert f'href="{REACH}"' in (await client.get("/desk")).text
    assert (await (await leads("j4j")).get(REACH)).status_code == 404
