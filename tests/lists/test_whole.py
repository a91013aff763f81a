"""Lists of all states: they wait for another owner, once there are two; those of one state don't."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.visitors import Lobby, lobby
from wechoose.audit import acts, trail
from wechoose.base.site import Site

Signed = Callable[..., Awaitable[bytes]]

LIST = "/desk/demands/community-schools/list"


@pytest.fixture
async def come_in(site: Site) -> AsyncIterator[Lobby]:
    async with lobby(site) as come_in:
        yield come_in


async def test_the_only_owner_takes_a_whole_list_at_once(come_in: Lobby, signed: Signed) -> None:
    await signed("Ada")
    ann = await come_in("ann@example.org")
    answer = await ann.post(LIST, reason="Hearing")
    assert (answer.status_code, "Ada Smith" in answer.text) == (200, True)


async def test_with_two_owners_a_whole_list_waits_and_then_is_taken_once(
    come_in: Lobby, signed: Signed, site: Site
) -> None:
    await signed("Ada")
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    answer = await ann.post(LIST, reason="Hearing", format="csv")
    assert answer.status_code == 303
    place = answer.headers["location"].partition("?")[0]
    assert (await ann.post(f"{place}/file")).status_code == 422
    assert "The list of all who signed" in (await bea.get("/desk/approvals")).text
    assert (await bea.post(f"{place}/decision", decision="approve", reason="Yes")).status_code == 303
    assert (await bea.post(f"{place}/file")).status_code == 404
    assert "Get the file" in (await ann.get(place)).text
    taken = await ann.post(f"{place}/file")
    assert "community-schools-all-20" in taken.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == ["name", "Ada Smith"]
    again = await ann.post(f"{place}/file")
    assert (again.status_code, "taken already" in again.text) == (422, True)
    async with site.database.transaction(read_only=True) as db:
        lines = await trail.read_back(db)
    told = [(line.act, line.subject, line.reason) for line in lines[:3]]
    assert told == [
        (acts.DOWNLOADED_LIST, "community-schools", "Hearing"),
        (acts.APPROVED, "community-schools", "Yes"),
        (acts.ASKED_APPROVAL, "community-schools", "Hearing"),
    ]


async def test_an_approved_list_is_there_for_a_day(come_in: Lobby, signed: Signed, site: Site) -> None:
    await signed("Ada")
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    place = (await ann.post(LIST, reason="Hearing")).headers["location"].partition("?")[0]
    await bea.post(f"{place}/decision", decision="approve", reason="Yes")
    async with site.database.transaction() as db:
        await db.execute("update approvals set decided_at = decided_at - interval '24 hours'")
    answer = await ann.post(f"{place}/file")
    assert (answer.status_code, "for a day only" in answer.text) == (422, True)
    assert "Ada" not in answer.text


async def test_nobody_decides_twice_or_without_a_reason_or_for_themselves(
    come_in: Lobby, signed: Signed
) -> None:
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    place = (await ann.post(LIST, reason="Hearing")).headers["location"].partition("?")[0]
    own = await ann.post(f"{place}/decision", decision="approve", reason="Mine")
    assert (own.status_code, "somebody else decides" in own.text) == (422, True)
    for form in ({"decision": "approve", "reason": ""}, {"decision": "", "reason": "Yes"}):
        assert (await bea.post(f"{place}/decision", **form)).status_code == 422
    assert (await bea.post(f"{place}/decision", decision="refuse", reason="Too many")).status_code == 303
    late = await bea.post(f"{place}/decision", decision="approve", reason="Still")
    assert (late.status_code, "waits no longer" in late.text) == (422, True)
    assert "Too many" in (await ann.get(place)).text


async def test_the_menu_says_how_many_wait(come_in: Lobby) -> None:
    ann, bea = await come_in("ann@example.org"), await come_in("bea@example.org")
    place = (await ann.post(LIST, reason="Hearing")).headers["location"].partition("?")[0]
    assert 'class="count"' in (await bea.get("/desk")).text
    assert 'class="count"' not in (await ann.get("/desk")).text
    await ann.post(f"{place}/withdrawal")
    assert 'class="count"' not in (await bea.get("/desk")).text


async def test_a_deliverer_takes_lists_of_their_own_states_only(
    come_in: Lobby, signed: Signed, site: Site
) -> None:
    await signed("Ada")
    await signed("Bea", state="MI", zip_code="48201")
    await come_in("ann@example.org")
    await come_in("bea@example.org")
    dan = await come_in("dan@example.org", "deliverer", ("NJ",))
    page = (await dan.get(LIST)).text
    assert 'value="NJ"' in page
    assert 'value="MI"' not in page
    for state in ("", "MI", "XX"):
        answer = await dan.post(LIST, state=state, reason="Hearing")
        assert (answer.status_code, "Choose a state from the list." in answer.text) == (422, True)
    own = await dan.post(LIST, state="NJ", reason="Hearing")
    assert own.status_code == 200
    assert "Ada" in own.text
    assert "Bea" not in own.text


async def test_a_deliverer_of_all_states_asks_for_a_whole_list_and_sees_no_other_approval(
    come_in: Lobby,
) -> None:
    ann = await come_in("ann@example.org")
    await come_in("bea@example.org")
    dan = await come_in("dan@example.org", "deliverer")
    own = (await dan.post(LIST, reason="Hearing")).headers["location"].partition("?")[0]
    other = (await ann.post(LIST, reason="Hearing")).headers["location"].partition("?")[0]
    assert (await dan.get(own)).status_code == 200
    for address in (other, "/desk/approvals/999", f"/desk/approvals/{2**40}"):
        assert (await dan.get(address)).status_code == 404
        for act in ("withdrawal", "file", "decision"):
            assert (await dan.post(f"{address}/{act}", decision="approve", reason="Yes")).status_code == 404
    assert (await dan.post(f"{own}/decision", decision="approve", reason="Yes")).status_code == 404


async def test_who_may_take_lists_of_some_states_only_now_gets_no_whole_one(
    come_in: Lobby, signed: Signed, site: Site
) -> None:
    await signed("Ada")
    ann = await come_in("ann@example.org")
    await come_in("bea@example.org")
    dan = await come_in("dan@example.org", "deliverer")
    first, second = [
        (await dan.post(LIST, reason="Hearing")).headers["location"].partition("?")[0] for _each in range(2)
    ]
    assert (await ann.post(f"{first}/decision", decision="approve", reason="Yes")).status_code == 303
    async with site.database.transaction() as db:
        await db.execute("update leaders set states = '{NJ}' where role = 'deliverer'")
    refused = await ann.post(f"{second}/decision", decision="approve", reason="Yes")
    assert (refused.status_code, "works in some states only" in refused.text) == (422, True)
    answer = await dan.post(f"{first}/file")
    assert (answer.status_code, "Ada" in answer.text) == (422, False)
