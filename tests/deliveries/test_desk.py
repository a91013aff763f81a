from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from tests.deliveries.conftest import Desk, Signing, officials_like
from tests.deliveries.making import make
from tests.deliveries.test_desk_order import ORDER
from wechoose.approvals.approvals import Approval, find_approval
from wechoose.approvals.deciding import approve, refuse
from wechoose.approvals.setting import change_setting
from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.deliveries.chosen import pack
from wechoose.deliveries.deliveries import Delivery, all_deliveries, find_delivery
from wechoose.deliveries.troubles import NO_ROOM
from wechoose.kinds import KINDS
from wechoose.leaders.people import Leader, add_leader

HOME = "/desk/deliveries"
NEW_JERSEY = "kind = 'senator' and state = 'NJ'"
TWO_STATES = "kind = 'senator' and state in ('NJ', 'NY')"

Placing = Callable[..., Awaitable[Delivery]]


@pytest.fixture
def placed(in_office: Site) -> Placing:
    """A delivery ordered by the form, to officials that fulfil a condition."""

    async def place(who: Desk, condition: str = NEW_JERSEY) -> Delivery:
        chosen = pack(await officials_like(in_office, condition))
        answer = await who.post(f"{HOME}/new", ORDER | {"chosen": chosen, "do": "make"})
        assert answer.status_code == 303, answer.text
        async with in_office.database.transaction(read_only=True) as db:
            return (await all_deliveries(db))[0]

    return place


async def _set(site: Site, delivery: Delivery, status: str, trouble: str = "") -> None:
    async with site.database.transaction() as db:
        await db.execute(
            "update deliveries set status = $2, trouble = $3 where code = $1", delivery.code, status, trouble
        )


async def _now(site: Site, delivery: Delivery) -> Delivery:
    async with site.database.transaction(read_only=True) as db:
        return await find_delivery(db, delivery.code)


async def _last_line(site: Site) -> trail.Line:
    async with site.database.transaction(read_only=True) as db:
        return (await trail.read_back(db))[0]


async def test_where_nothing_was_delivered_the_page_says_what_to_do(at_desk: Desk) -> None:
    page = await at_desk.get(HOME)
    assert "Nothing has been delivered yet." in page.text
    assert f'href="{HOME}/new"' in page.text


async def test_the_list_shows_each_delivery_with_its_status(at_desk: Desk, placed: Placing) -> None:
    delivery = await placed(at_desk)
    page = await at_desk.get(HOME)
    assert f'href="{HOME}/{delivery.code}"' in page.text
    assert "waits to be made" in page.text
    assert "0 of 2" in page.text


async def test_a_delivery_that_is_made_shows_how_far_it_is_and_looks_again(
    at_desk: Desk, placed: Placing
) -> None:
    delivery = await placed(at_desk)
    page = await at_desk.get(f"{HOME}/{delivery.code}?done=ordered")
    assert "Ordered. The packets are made in the background" in page.text
    assert "<progress" in page.text
    assert "follow.js" in page.text
    assert "Look again" in page.text
    assert ORDER["reason"] in page.text


async def test_a_delivery_that_is_ready_shows_names_sizes_and_what_to_do_with_it(
    at_desk: Desk, placed: Placing, signed: Signing, in_office: Site
) -> None:
    for name in ("Ann Ahead", "Bo Between"):
        await signed(name)
    delivery, packets = await make(in_office, await placed(at_desk))
    page = await at_desk.get(f"{HOME}/{delivery.code}")
    assert "2 of 2 packets are ready." in page.text
    for file in packets[0].files:
        assert file.name in page.text
    assert " kB" in page.text
    for way in (f"{HOME}/{delivery.code}/day", "/verify"):
        assert f'href="{way}"' in page.text
    assert "Ann Ahead" not in page.text
    assert "follow.js" not in page.text


async def test_calling_off_asks_first_and_why(at_desk: Desk, placed: Placing, in_office: Site) -> None:
    delivery = await placed(at_desk)
    address = f"{HOME}/{delivery.code}/cancel"
    page = await at_desk.get(address)
    assert "Call this delivery off?" in page.text
    assert (await _now(in_office, delivery)).status == "queued"
    answer = await at_desk.post(address, {"reason": ""})
    assert (answer.status_code, (await _now(in_office, delivery)).status) == (422, "queued")
    answer = await at_desk.post(address, {"reason": "The hearing was moved"})
    assert answer.headers["location"] == f"{HOME}/{delivery.code}?done=cancelled"
    assert (await _now(in_office, delivery)).status == "cancelled"
    line = await _last_line(in_office)
    assert (line.act, line.reason) == (acts.CANCELLED_DELIVERY, "The hearing was moved")
    answer = await at_desk.post(address, {"reason": "Once more"})
    assert answer.status_code == 422
    assert "called off any more" in answer.text


async def test_what_failed_says_why_and_can_be_tried_again(
    at_desk: Desk, placed: Placing, signed: Signing, in_office: Site
) -> None:
    await signed("Ann Ahead")
    delivery, _packets = await make(in_office, await placed(at_desk))
    await _set(in_office, delivery, "failed", NO_ROOM)
    page = await at_desk.get(f"{HOME}/{delivery.code}")
    assert "no room left" in page.text
    answer = await at_desk.post(f"{HOME}/{delivery.code}/again")
    assert answer.headers["location"] == f"{HOME}/{delivery.code}?done=again"
    assert (await _now(in_office, delivery)).status == "queued"
    assert (await _last_line(in_office)).act == acts.REMADE_DELIVERY
    answer = await at_desk.post(f"{HOME}/{delivery.code}/again")
    assert answer.status_code == 422
    assert "can&#39;t be made again now" in answer.text


async def _second(site: Site) -> Leader:
    async with site.database.transaction() as db:
        await change_setting(db, "on")
        return await add_leader(db, site, "second@example.org", "owner")


async def _request(site: Site, delivery: Delivery) -> Approval:
    assert delivery.approval_id
    async with site.database.transaction(read_only=True) as db:
        return await find_approval(db, site, delivery.approval_id)


async def test_a_delivery_beyond_one_state_waits_for_a_second_person(
    at_desk: Desk, placed: Placing, in_office: Site
) -> None:
    second = await _second(in_office)
    for condition in (TWO_STATES, "kind = 'secretary'"):
        delivery = await placed(at_desk, condition)
        assert delivery.status == "asked"
        request = await _request(in_office, delivery)
        assert (request.kind, request.reason) == ("delivery", ORDER["reason"])
        page = await at_desk.get(f"{HOME}/{delivery.code}")
        assert "These can:" in page.text
        assert second.email in page.text
        assert f'href="/desk/approvals/{delivery.approval_id}"' in page.text
        assert "owner@example.org." not in page.text


async def test_within_one_state_nobody_waits(at_desk: Desk, placed: Placing, in_office: Site) -> None:
    await _second(in_office)
    assert (await placed(at_desk)).status == "queued"


async def test_the_look_says_that_a_second_person_will_be_asked(
    at_desk: Desk, placed: Placing, in_office: Site
) -> None:
    await _second(in_office)
    for condition, waits in ((TWO_STATES, True), (NEW_JERSEY, False)):
        order = ORDER | {"chosen": pack(await officials_like(in_office, condition)), "do": "look"}
        page = await at_desk.post(f"{HOME}/new", order)
        assert ("another leader has to agree" in page.text) is waits


async def test_once_agreed_it_is_made_and_once_refused_it_is_not(
    at_desk: Desk, placed: Placing, in_office: Site
) -> None:
    second = await _second(in_office)
    agreed, refused = await placed(at_desk, TWO_STATES), await placed(at_desk, TWO_STATES)
    async with in_office.database.transaction() as db:
        request = await _request(in_office, agreed)
        said = await KINDS["delivery"].say(db, in_office, request.payload)
        outcome = await approve(db, in_office, KINDS, request, second, "yes")
        await refuse(db, KINDS, await _request(in_office, refused), second, "no")
    assert "Spring delivery" in said
    assert "4 officials" in said
    assert outcome == f"{HOME}/{agreed.code}"
    assert (await _now(in_office, agreed)).status == "queued"
    assert (await _now(in_office, refused)).status == "refused"
    assert "did not agree" in (await at_desk.get(f"{HOME}/{refused.code}")).text


async def test_what_goes_beyond_the_askers_states_by_now_is_not_made(
    at_desk: Desk, placed: Placing, in_office: Site
) -> None:
    second = await _second(in_office)
    asked = await placed(at_desk, TWO_STATES)
    request = await _request(in_office, asked)
    async with in_office.database.transaction() as db:
        await db.execute(
            "update leaders set role = 'deliverer', states = '{NJ}' where leader_id = $1", request.asked_by
        )
        with pytest.raises(Refusal, match="works in some states only now"):
            await approve(db, in_office, KINDS, request, second, "yes")
    assert (await _now(in_office, asked)).status == "asked"


async def test_what_was_called_off_meanwhile_is_not_made_when_somebody_agrees(
    at_desk: Desk, placed: Placing, in_office: Site
) -> None:
    second = await _second(in_office)
    delivery = await placed(at_desk, TWO_STATES)
    await at_desk.post(f"{HOME}/{delivery.code}/cancel", {"reason": "Too early"})
    async with in_office.database.transaction() as db:
        with pytest.raises(Refusal):
            await approve(db, in_office, KINDS, await _request(in_office, delivery), second, "yes")
    assert (await _now(in_office, delivery)).status == "cancelled"


async def test_a_deliverer_sees_deliveries_within_their_states_alone(
    at_desk: Desk, deliverer: Desk, placed: Placing
) -> None:
    theirs, beyond = await placed(at_desk), await placed(at_desk, TWO_STATES)
    page = await deliverer.get(HOME)
    assert theirs.code in page.text
    assert beyond.code not in page.text
    assert (await deliverer.get(f"{HOME}/{theirs.code}")).status_code == 200
    for way in ("", "/cancel"):
        assert (await deliverer.get(f"{HOME}/{beyond.code}{way}")).status_code == 404
    for way in ("/cancel", "/again"):
        answer = await deliverer.post(f"{HOME}/{beyond.code}{way}", {"reason": "not mine"})
        assert answer.status_code == 404


async def test_what_is_not_there_is_not_found(
    at_desk: Desk, editor: Desk, visitor: httpx.AsyncClient
) -> None:
    for code in ("abcdefabcdef", "%00", "a" * 500, "%F0%9F%90%9B"):
        assert (await at_desk.get(f"{HOME}/{code}")).status_code == 404
        assert (await at_desk.get(f"{HOME}/{code}/cancel")).status_code == 404
        assert (await at_desk.post(f"{HOME}/{code}/again")).status_code == 404
    assert (await editor.get(HOME)).status_code == 404
    assert (await visitor.get(HOME)).status_code == 303


async def test_the_next_look_counts_what_is_new_since_a_packet_was_sent(
    at_desk: Desk, placed: Placing, signed: Signing, in_office: Site
) -> None:
    await signed("Ann Ahead")
    delivery, _packets = await make(in_office, await placed(at_desk))
    async with in_office.database.transaction() as db:
        await db.execute("update packets set sent_at = $1", clock.now())
    await signed("Bo Between", verified_at=delivery.cutoff + timedelta(hours=1))
    chosen = pack(await officials_like(in_office, NEW_JERSEY))
    later = ORDER | {"chosen": chosen, "cutoff_day": "2026-03-02", "since_last": "yes", "do": "look"}
    page = await at_desk.post(f"{HOME}/new", later | {"body": "{count_new} new of {count_here}"})
    assert "1 new of 2" in page.text
    assert "since March 1, 2026" in page.text
