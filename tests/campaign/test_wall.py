"""The wall of names: who agreed and confirmed stands there, nobody else, and no more of anyone than they agreed to."""

import re
from typing import Any

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, TYPED, Supporter
from wechoose.campaign.wall import PAGE, TOP, sql
from wechoose.signing.people import Person, seal_person, shown_name
from wechoose.web import shared

WALL = f"/demands/{MORATORIUM}/names"
DEMAND = f"/demands/{MORATORIUM}"


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many come that a page serves everybody for a second."""
    monkeypatch.setattr(shared, "AT_ONCE_SECONDS", -1e9)


async def shown(supporter: Supporter, address: str = WALL) -> list[str]:
    page = (await supporter.client.get(address)).text
    return re.findall(r"<li><strong><bdi>(.*?)</bdi></strong>", page)


async def come(supporter: Supporter, name: str = "María", **fields: Any) -> str:
    """Signs, agrees and confirms; returns the address they have."""
    email = f"{abs(hash(name)) % 10**8}@example.org"
    wanted: dict[str, Any] = {"public": True} | fields
    await supporter.sign(given_name=name, email=email, **wanted)
    await supporter.confirm(email=email)
    return email


async def test_who_agreed_and_confirmed_stands_there_by_first_name_and_state(supporter: Supporter) -> None:
    await come(supporter)
    for address in (WALL, DEMAND):
        assert await shown(supporter, address) == ["María"]
    page = (await supporter.client.get(WALL)).text
    assert "New Jersey" in page
    for secret in (TYPED["family_name"], TYPED["zip"], "example.org", supporter.key()[1].hex()):
        assert secret not in page


async def test_the_box_is_never_ticked_for_anybody(client: httpx.AsyncClient) -> None:
    page = (await client.get(DEMAND)).text
    for name in ("public", "initial"):
        [box] = re.findall(rf'<input type="checkbox" name="{name}"[^>]*>', page)
        assert "checked" not in box


async def test_what_waits_or_did_not_agree_is_never_there(supporter: Supporter) -> None:
    await supporter.sign(public=True)
    await come(supporter, "Silent", public=False)
    for address in (WALL, DEMAND):
        assert await shown(supporter, address) == []
        page = (await supporter.client.get(address)).text
        assert "Silent" not in page
        assert TYPED["given_name"] not in page


async def test_the_first_letter_of_the_family_name_is_there_by_choice_only(supporter: Supporter) -> None:
    await come(supporter, "Ana")
    await come(supporter, "Ben", initial=True)
    await come(supporter, "Cy", public=False, initial=True)
    assert await shown(supporter) == ["Ben N.", "Ana"]


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("Nguyễn", "Jo N."),
        ("Ézquerra", "Jo É."),
        ("E\u0301z", "Jo E\u0301."),
        ("王", "Jo"),
        ("O", "Jo"),
        ("欧阳", "Jo 欧."),
    ],
)
def test_a_letter_that_would_be_the_whole_name_is_not_shown(family: str, name: str) -> None:
    assert shown_name(Person("Jo", family, ""), initial=True) == name


async def test_who_takes_it_back_is_gone_from_the_next_page(supporter: Supporter) -> None:
    email = await come(supporter)
    await supporter.client.post(f"/disavowals/{await supporter.token(email=email, purpose='disavowal')}")
    for address in (WALL, DEMAND):
        assert await shown(supporter, address) == []


@pytest.mark.usefixtures("crowd")
async def test_who_hides_their_name_is_gone_also_from_the_page_that_a_crowd_shares(
    supporter: Supporter,
) -> None:
    email = await come(supporter)
    addresses = (WALL, DEMAND, f"{DEMAND}?state=NJ")
    for address in addresses:
        assert await shown(supporter, address) == ["María"]
    mine = await supporter.token(email=email, purpose="mine")
    answer = await supporter.client.post(f"/mine/{mine}/name", data={"shown": "hidden"})
    assert "saved=hidden" in answer.headers["location"]
    for address in addresses:
        assert await shown(supporter, address) == [], address


async def test_the_newest_stand_first_and_a_page_leads_to_the_ones_before(supporter: Supporter) -> None:
    """Also those who confirmed in the same moment; no address says who or when."""
    for number in range(PAGE + 5):
        await come(supporter, f"P{chr(65 + number // 26)}{chr(65 + number % 26)}")
    async with supporter.site.database.transaction() as db:
        await db.execute(
            "update signatures set verified_at = date_trunc('minute', verified_at) - interval '1 minute' "
            "where get_byte(signer_key, 3) % 2 = 0"
        )
    first = (await supporter.client.get(WALL)).text
    [below] = re.findall(r'href="(/demands/[a-z-]+/names\?before=[\w-]+)"', first)
    pages = [await shown(supporter), await shown(supporter, below)]
    assert [len(page) for page in pages] == [PAGE, 5]
    assert len({*pages[0], *pages[1]}) == PAGE + 5
    assert "Earlier names" not in (await supporter.client.get(below)).text
    assert below in (await supporter.client.get(WALL)).text


async def test_a_wall_can_be_of_one_state(supporter: Supporter) -> None:
    await come(supporter, "Jerseyan")
    await come(supporter, "Chicagoan", zip="60653")
    assert await shown(supporter, f"{WALL}?state=IL") == ["Chicagoan"]
    assert await shown(supporter, f"{WALL}?state=AK") == []
    assert await shown(supporter, f"{WALL}?state=<b>") == ["Chicagoan", "Jerseyan"]


@pytest.mark.parametrize("slip", ["x", "%00", "A" * 60, "é", "'"])
async def test_a_slip_in_an_address_shows_the_newest(supporter: Supporter, slip: str) -> None:
    await come(supporter)
    assert await shown(supporter, f"{WALL}?before={slip}") == ["María"]


async def test_a_name_is_only_text(supporter: Supporter) -> None:
    """What the form would refuse may still have come in another way."""
    email = await come(supporter)
    bucket, key = supporter.key(email)
    sealed = seal_person(supporter.site.seals, key, Person("<script>alert(1)</script>\u202e", "x", email))
    async with supporter.site.database.transaction() as db:
        rename = "update signers set sealed = $1 where bucket = $2 and signer_key = $3"
        await db.execute(rename, sealed, bucket, key)
    page = (await supporter.client.get(WALL)).text
    assert "<script>alert" not in page
    assert "<bdi>&lt;script&gt;" in page


async def test_search_engines_are_asked_to_stay_away_and_caches_keep_it_a_second(
    supporter: Supporter,
) -> None:
    answer = await supporter.client.get(WALL)
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert (await supporter.client.get("/demands/no-such-demand/names")).status_code == 404


@pytest.mark.parametrize(("name", "state"), [("newest", []), ("newest_in", ["NJ"])])
async def test_a_long_wall_is_not_read_whole(supporter: Supporter, name: str, state: list[str]) -> None:
    values = [1, *state, TOP.at, TOP.signer_key, PAGE]
    async with supporter.site.database.transaction(read_only=True) as db:
        await db.execute("set local enable_seqscan = off; set local enable_sort = off")
        plan = await db.fetch(f"explain {sql.statements[name]}", *values)
    assert "Index Scan using signatures_public" in "\n".join(row[0] for row in plan)


async def test_who_confirms_is_told_what_others_will_see(supporter: Supporter) -> None:
    """Anybody could have ticked it: a name that the page did not show is not shown on the wall."""
    await supporter.sign(public=True, initial=True)
    confirmation = f"/confirmations/{await supporter.token()}"
    page = (await supporter.client.get(confirmation)).text
    assert "María N., New Jersey" in page
    assert 'name="shown" value="name initial"' in page
    await supporter.client.post(confirmation, data={"shown": ""})
    assert await supporter.statuses() == ["verified"]
    assert await shown(supporter) == []


@pytest.mark.parametrize(("said", "name"), [("name initial", "María N."), ("name", "María")])
async def test_as_much_is_shown_as_was_said(supporter: Supporter, said: str, name: str) -> None:
    await supporter.sign(public=True, initial=True)
    await supporter.client.post(f"/confirmations/{await supporter.token()}", data={"shown": said})
    assert await shown(supporter) == [name]
