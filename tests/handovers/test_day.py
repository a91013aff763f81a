import re
from datetime import timedelta

import pytest

from tests.handovers.conftest import ComeIn, Desk, Ready
from tests.handovers.handing import lines, made_ready, official_ids
from wechoose.audit import acts
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery, find_packet

SENATE = "kind = 'senator'"


def day_of(delivery: Delivery) -> str:
    return f"/desk/deliveries/{delivery.code}/day"


async def packet(site: Site, delivery: Delivery, official_id: int) -> dict:
    async with site.database.transaction(read_only=True) as db:
        found = await find_packet(db, delivery.delivery_id, official_id)
    return {"sent": found.sent_at, "handed": found.handed_at, "answered": found.answered_at}


async def test_everybody_of_the_delivery_stands_on_the_page_with_office_room_and_phone(
    desk: Desk, ready: Ready
) -> None:
    page = (await desk.get(day_of(await ready()))).text
    for words in (
        "Senator Cory A. Booker",
        "United States Senate, New Jersey",
        "306 Hart Senate Office Building",
        'href="tel:2022243224"',
        "0 of 2 handed over",
        "2 to do",
    ):
        assert words in page, words


async def test_a_press_is_noted_with_its_time_and_leads_back_to_its_place(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, second = await official_ids(in_office, delivery)
    for mark, act in (
        ("sent", acts.SENT_PACKET),
        ("handed", acts.HANDED_PACKET),
        ("answered", acts.NOTED_ANSWER),
    ):
        answer = await desk.post(f"{day_of(delivery)}/{first}?left=1&name=booker", {"mark": mark})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{day_of(delivery)}?name=booker&left=1&at={first}#o{first}"
        assert await lines(in_office) == [(act, {"official": first})]
    assert None not in (await packet(in_office, delivery, first)).values()
    assert set((await packet(in_office, delivery, second)).values()) == {None}


async def test_a_press_that_is_sent_twice_is_one_press(desk: Desk, ready: Ready, in_office: Site) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})
    before, told = await packet(in_office, delivery, first), await lines(in_office, 50)
    assert (await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})).status_code == 303
    assert await packet(in_office, delivery, first) == before
    assert await lines(in_office, 50) == told


async def test_a_wrong_press_is_taken_back_and_both_are_on_the_trail(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})
    for _twice in range(2):
        assert (await desk.post(f"{day_of(delivery)}/{first}", {"undo": "handed"})).status_code == 303
    assert set((await packet(in_office, delivery, first)).values()) == {None}
    (undone, details), (pressed, _details) = await lines(in_office, 2)
    assert (undone, pressed) == (acts.UNDID_MARK, acts.HANDED_PACKET)
    assert details["mark"] == "handed"
    assert details["was"]


async def test_a_press_that_is_none_is_refused(desk: Desk, ready: Ready, in_office: Site) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    for data in ({}, {"mark": "eaten"}, {"undo": "asked"}):
        assert (await desk.post(f"{day_of(delivery)}/{first}", data)).status_code == 400


@pytest.mark.parametrize("official", ["999999", "0", "99999999999999", "nobody", "-1"])
async def test_who_is_not_in_the_delivery_is_not_there(desk: Desk, ready: Ready, official: str) -> None:
    address = f"{day_of(await ready())}/{official}"
    assert (await desk.get(address)).status_code == 404
    assert (await desk.post(address, {"mark": "handed"})).status_code == 404


async def test_nothing_is_handed_over_before_it_is_ready(desk: Desk, ordered: Ready, in_office: Site) -> None:
    delivery = await ordered("kind = 'senator' and state = 'NJ'")
    first, _second = await official_ids(in_office, delivery)
    page = await desk.get(day_of(delivery))
    assert page.status_code == 200
    assert "nothing can be handed over yet" in page.text
    assert 'name="mark"' not in page.text
    assert (await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})).status_code == 400
    await made_ready(in_office, delivery.code)
    assert (await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})).status_code == 303


async def test_an_answer_is_still_noted_when_the_delivery_is_closed(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set status = 'closed'")
    assert (await desk.post(f"{day_of(delivery)}/{first}", {"mark": "answered"})).status_code == 303
    assert (await packet(in_office, delivery, first))["answered"]


async def test_times_are_corrected_by_the_minute_and_the_trail_tells(
    desk: Desk, ready: Ready, in_office: Site, later: object
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    address = f"{day_of(delivery)}/{first}"
    await desk.post(address, {"mark": "handed"})
    later(minutes=5)  # type: ignore[operator]
    was = (await packet(in_office, delivery, first))["handed"]
    wanted = (was + timedelta(minutes=2)).replace(second=0, microsecond=0)
    typed = {"handed": f"{wanted:%Y-%m-%dT%H:%M}", "sent": "2026-01-01T10:00"}
    answer = await desk.post(f"{address}/times", typed)
    assert answer.status_code == 303
    now = await packet(in_office, delivery, first)
    assert now["handed"] == wanted
    # What was not noted is not noted by a time.
    assert now["sent"] is None
    assert await lines(in_office) == [(acts.CORRECTED_MARKS, {"official": first, "handed": typed["handed"]})]
    told = await lines(in_office, 50)
    await desk.post(f"{address}/times", typed)
    assert await lines(in_office, 50) == told


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2999-01-01T10:00", "in the future"),
        ("1999-01-01T10:00", "before this delivery was ordered"),
        ("at noon", "Write date and time like"),
        ("2026-13-01T10:00", "Write date and time like"),
    ],
)
async def test_an_odd_time_is_refused_beside_its_field(
    desk: Desk, ready: Ready, in_office: Site, typed: str, words: str
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    await desk.post(f"{day_of(delivery)}/{first}", {"mark": "handed"})
    before = await packet(in_office, delivery, first)
    answer = await desk.post(f"{day_of(delivery)}/{first}/times", {"handed": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert await packet(in_office, delivery, first) == before


async def test_only_what_is_left_is_shown_but_what_was_pressed_just_now_stays_to_be_undone(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, second = await official_ids(in_office, delivery)
    await desk.post(f"{day_of(delivery)}/{first}", {"mark": "sent"})
    page = (await desk.get(f"{day_of(delivery)}?left=1")).text
    assert (f'id="o{first}"' in page, f'id="o{second}"' in page) == (False, True)
    page = (await desk.get(f"{day_of(delivery)}?left=1&at={first}")).text
    assert (f'id="o{first}"' in page, f'id="o{second}"' in page) == (True, True)


async def test_people_are_found_by_the_beginning_of_their_names_rooms_and_states(
    desk: Desk, ready: Ready
) -> None:
    day = day_of(await ready(SENATE))
    for asked, names in (("book", 1), ("cory BOOKER", 1), ("306 hart", 1), ("lujan", 1), ("zzz", 0)):
        page = (await desk.get(day, params={"name": asked})).text
        assert page.count('class="stop-name"') == names, asked
    assert "Nobody of this delivery fits" in page


async def test_a_hundred_senators_are_walked_building_by_building_and_room_by_room(
    desk: Desk, ready: Ready
) -> None:
    day = day_of(await ready(SENATE))
    pages = [(await desk.get(day, params={"page": number})).text for number in (1, 2, 3)]
    assert pages[1] == pages[2] or pages[1].count("stop-name") == pages[2].count("stop-name") == 50
    rooms = [
        (building, int(room))
        for page in pages[:2]
        for room, building in re.findall(
            r'stop-address"><strong>[A-Z]?(\d+)\w* (\w+) Senate Office Building', page
        )
    ]
    assert len(rooms) == 100
    # G12 is on the ground floor.
    assert rooms[0] == ("Dirksen", 12)
    assert rooms[1:] == sorted(rooms[1:])
    assert {building for building, _room in rooms} == {"Dirksen", "Hart", "Russell"}
    assert "Page 1 of 2" in pages[0]
    states = (await desk.get(day, params={"by": "state"})).text
    assert states.index(">Alabama</h2>") < states.index(">Alaska</h2>")


async def test_a_page_of_the_day_is_light(desk: Desk, ready: Ready) -> None:
    answer = await desk.get(day_of(await ready(SENATE)), headers={"accept-encoding": "br"})
    assert int(answer.headers["content-length"]) < 15_000


async def test_a_deliverer_has_the_day_of_their_own_states_and_of_no_other(
    come_in: ComeIn, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    address = f"{day_of(delivery)}/{first}"
    here = await come_in("nj@example.org", "deliverer", "NJ", "NY")
    there = await come_in("ca@example.org", "deliverer", "CA")
    anywhere = await come_in("all@example.org", "deliverer")
    for desk, expected in ((here, 200), (anywhere, 200), (there, 404)):
        for path in (day_of(delivery), address, f"{day_of(delivery)}.csv"):
            assert (await desk.get(path)).status_code == expected
    assert (await there.post(address, {"mark": "handed"})).status_code == 404
    assert (await packet(in_office, delivery, first))["handed"] is None
    assert (await here.post(address, {"mark": "handed"})).status_code == 303
    # Whoever works in one of two states has no delivery that goes to both.
    both = await ready("kind = 'senator' and state in ('NJ', 'CA')", title="Both coasts")
    assert (await there.get(day_of(both))).status_code == 404
    for role in ("editor", "moderator"):
        other = await come_in(f"{role}@example.org", role)
        assert (await other.get(day_of(delivery))).status_code == 404


async def test_the_record_says_what_became_of_each_packet_and_runs_nothing(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    first, _second = await official_ids(in_office, delivery)
    async with in_office.database.transaction() as db:
        await db.execute(
            "update packets set addressee = jsonb_set(addressee, '{named,official}', '\"=cmd|x!A1\"') "
            "where official_id = $1",
            first,
        )
    await desk.post(f"{day_of(delivery)}/{first}", {"mark": "sent"})
    answer = await desk.get(f"{day_of(delivery)}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    head, one, two, end = answer.content.decode("utf-8-sig").split("\r\n")
    assert head == '"official","office","state","signatures","sent","handed over","answered","notes"'
    assert one.startswith('"\'=cmd|x!A1","United States Senate, New Jersey","NJ","1234","20')
    assert two.endswith('"NJ","1234","","","","0"')
    assert end == ""


async def test_closing_tells_on_which_day_the_files_are_deleted_and_is_done_once(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    page = (await desk.get(day_of(delivery))).text
    assert "2 packets are still to be sent or handed over." in page
    assert "Close the delivery all the same" in page
    for official in await official_ids(in_office, delivery):
        await desk.post(f"{day_of(delivery)}/{official}", {"mark": "handed"})
    assert "Everything is handed over: close the delivery" in (await desk.get(day_of(delivery))).text
    for _twice in range(2):
        answer = await desk.post(f"/desk/deliveries/{delivery.code}/closing")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{day_of(delivery)}?done=closed")
    page = (await desk.get(f"{day_of(delivery)}?done=closed")).text
    assert "This delivery is closed. Its files are deleted after " in page
    assert 'action="/desk/deliveries/' + delivery.code + '/closing"' not in page
    assert [act for act, _details in await lines(in_office, 50)].count(acts.CLOSED_DELIVERY) == 1
