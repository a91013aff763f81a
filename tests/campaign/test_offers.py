"""Who has just confirmed a signature pledges without typing again: by their own link alone, and counted once."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Later
from tests.counts.test_tallies import differences
from tests.signing.conftest import MORATORIUM, Supporter
from tests.signing.test_pledges import ATTEND, CALL, HOST, PLEDGE, acts
from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.campaign.pledging import add_pledge

LINK = re.compile(rf'href="(/pledges/{PLEDGE}/[^"]+)"')


@pytest.fixture
async def pledge(site: Site) -> int:
    async with site.database.transaction() as db:
        return await add_pledge(db)


@pytest.fixture
def supporter(site: Site, client: httpx.AsyncClient) -> Supporter:
    return Supporter(site, client)


async def thanked(supporter: Supporter) -> httpx.Response:
    await supporter.sign()
    confirmed = await supporter.confirm()
    return await supporter.client.get(confirmed.headers["location"])


async def offered(supporter: Supporter) -> str:
    """The address of the page behind the link of the page that thanks."""
    found = LINK.search((await thanked(supporter)).text)
    assert found
    return found[1]


async def test_the_page_that_thanks_leads_to_a_pledge_that_counts_at_once(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    address = await offered(supporter)
    page = await supporter.client.get(address)
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert 'name="email"' not in page.text
    for _again in range(2):
        answer = await supporter.client.post(address, data={"acts": [CALL, HOST]})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/demands/{PLEDGE}/thanks?state=NJ&friend=")
        assert await supporter.verified(PLEDGE) == 1
        assert await acts(supporter) == {CALL: 1, HOST: 1}
    assert await differences(site) == []
    # One letter asked to confirm the petition, and that is all.
    assert len(await supporter.letters()) == 1


async def test_presses_at_the_same_moment_count_once(site: Site, pledge: int, supporter: Supporter) -> None:
    address = await offered(supporter)
    answers = await asyncio.gather(
        *(supporter.client.post(address, data={"acts": CALL}) for _press in range(6))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert await supporter.verified(PLEDGE) == 1
    assert await differences(site) == []


async def test_who_comes_back_sees_what_they_chose_and_changes_it(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    address = await offered(supporter)
    await supporter.client.post(address, data={"acts": CALL})
    page = (await supporter.client.get(address)).text
    assert f'value="{CALL}" checked' in page
    await supporter.client.post(address, data={"acts": HOST})
    assert await acts(supporter) == {HOST: 1}
    assert await differences(site) == []


async def test_what_a_stranger_typed_is_neither_shown_nor_counted(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    await supporter.sign(PLEDGE, acts=[HOST], news=True, public=True)
    address = await offered(supporter)
    assert "checked" not in (await supporter.client.get(address)).text
    await supporter.client.post(address, data={"acts": CALL})
    assert await acts(supporter) == {CALL: 1}
    [row] = await supporter.fetch("select news, public from signatures where demand_id = $1", pledge)
    assert tuple(row) == (False, False)


async def test_a_mistake_is_said_and_nothing_is_lost(pledge: int, supporter: Supporter) -> None:
    address = await offered(supporter)
    page = await supporter.client.post(address, data={"acts": ATTEND, f"detail-{ATTEND}": "soon"})
    assert page.status_code == 422
    assert 'value="soon"' in page.text
    assert f'value="{ATTEND}" checked' in page.text
    form = {"content-type": "application/x-www-form-urlencoded"}
    page = await supporter.client.post(address, headers=form)
    assert "Choose at least one thing that you will do." in page.text


async def test_after_an_hour_the_form_asks_for_the_rest(
    pledge: int, supporter: Supporter, later: Later
) -> None:
    address = await offered(supporter)
    later(hours=1, minutes=1)
    assert (await supporter.client.get(address)).headers["location"] == f"/demands/{PLEDGE}"
    page = await supporter.client.post(address, data={"acts": CALL})
    assert page.status_code == 410
    assert f'value="{CALL}" checked' in page.text
    assert 'name="email"' in page.text
    assert await supporter.verified(PLEDGE) == 0


async def test_no_other_token_opens_it_and_it_opens_nothing_else(
    site: Site, pledge: int, supporter: Supporter
) -> None:
    address = await offered(supporter)
    offer = address.rpartition("/")[2]
    for purpose in ("disavowal", "mail_stop", "mine", "confirmation"):
        token = await supporter.token(purpose=purpose)
        await supporter.client.post(f"/pledges/{PLEDGE}/{token}", data={"acts": CALL})
    assert await supporter.verified(PLEDGE) == 0
    for other in ("confirmations", "mine", "disavowals", "mail-stops"):
        assert (await supporter.client.get(f"/{other}/{offer}")).status_code in (404, 410)
    stranger = site.tokens.make("pledge_offer", encode(b"x" * 16), timedelta(hours=1))
    assert (
        await supporter.client.post(f"/pledges/{PLEDGE}/{stranger}", data={"acts": CALL})
    ).status_code == 410


async def test_who_took_everything_back_is_offered_nothing(pledge: int, supporter: Supporter) -> None:
    address = await offered(supporter)
    await supporter.client.post(f"/disavowals/{await supporter.token(purpose='disavowal')}")
    assert (await supporter.client.get(address)).status_code == 303
    assert (await supporter.client.post(address, data={"acts": CALL})).status_code == 410
    assert await supporter.verified(PLEDGE) == 0


async def test_the_page_that_thanks_is_private_while_it_offers(pledge: int, supporter: Supporter) -> None:
    page = await thanked(supporter)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    bare = await supporter.client.get(f"/demands/{MORATORIUM}/thanks?state=NJ&offer=nonsense")
    assert not LINK.search(bare.text)


async def test_nothing_is_offered_where_no_pledge_is_open(site: Site, supporter: Supporter) -> None:
    assert "offer" not in str((await thanked(supporter)).url)
    async with site.database.transaction() as db:
        await add_pledge(db)
        await db.execute("update demands set status = 'closed' where kind = 'pledge'")
    assert not LINK.search((await thanked(supporter)).text)


async def test_who_confirms_the_pledge_is_not_offered_it(pledge: int, supporter: Supporter) -> None:
    await supporter.sign(PLEDGE, acts=[CALL], demands=[MORATORIUM])
    confirmed = await supporter.confirm(PLEDGE, MORATORIUM)
    assert "offer=" not in confirmed.headers["location"]
