import re

import pytest

from tests.handovers.conftest import ComeIn, Desk, Ready
from tests.handovers.handing import lines, official_ids, photo
from wechoose.audit import acts
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.photos import LARGEST

KEY = re.compile(r'name="key" value="([^"]+)"')
PHOTO = re.compile(r'src="(/desk/deliveries/[^"]+/photo)"')
REMOVAL = re.compile(r'action="(/desk/deliveries/[^"]+/removal)"')


async def place(in_office: Site, delivery: Delivery) -> str:
    first, *_others = await official_ids(in_office, delivery)
    return f"/desk/deliveries/{delivery.code}/day/{first}"


async def write(desk: Desk, at: str, note: str = "", sent: bytes = b"", **more: str):
    key = KEY.findall((await desk.get(at)).text)[0]
    files = {"photo": ("photo.jpg" if sent else "", sent)}
    return await desk.post(f"{at}/notes", {"note": note, "key": key} | more, files=files)


async def test_a_note_and_its_photo_are_kept_sealed_and_read_at_the_desk(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    at = await place(in_office, await ready())
    answer = await write(desk, at, "The receptionist took it.\n<b>She read it.</b>", photo(size=(640, 480)))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{at}?done=note#notes")
    page = (await desk.get(at)).text
    assert "The receptionist took it.\n&lt;b&gt;She read it.&lt;/b&gt;" in page
    assert "owner@example.org" in page
    assert "Only leaders see this photo." in page
    shown = await desk.get(PHOTO.findall(page)[0])
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.content.startswith(b"\xff\xd8\xff")
    async with in_office.database.transaction(read_only=True) as db:
        row = await db.fetchrow("select * from handover_notes")
    assert row
    assert b"receptionist" not in row["sealed"]
    assert b"JFIF" not in row["photo"]
    assert (row["photo_width"], row["photo_height"], row["is_public"]) == (640, 480, False)
    assert (await lines(in_office))[0][0] == acts.ADDED_NOTE
    assert "1 note" in (await desk.get(at.rpartition("/")[0])).text


async def test_the_newest_note_stands_first_and_a_form_sent_twice_is_one(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    at = await place(in_office, await ready())
    await write(desk, at, "first")
    await write(desk, at, "second")
    for _twice in range(2):
        await write(desk, at, "third", key="A" * 22)
    assert re.findall(r'note-text">(\w+)<', (await desk.get(at)).text) == ["third", "second", "first"]


@pytest.mark.parametrize(
    ("note", "sent", "words"),
    [
        ("", b"", "Write something or add a photo."),
        ("x" * 2001, b"", "at most 2000 characters"),
        ("It was received.", b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
        ("It was received.", b"no photo", "JPEG or PNG will do"),
        ("It was received.", b"\xff\xd8" + b"x" * LARGEST, "larger than 12 MB"),
    ],
)
async def test_what_can_not_be_kept_is_said_on_the_page_and_no_word_is_lost(
    desk: Desk, ready: Ready, in_office: Site, note: str, sent: bytes, words: str
) -> None:
    at = await place(in_office, await ready())
    answer = await write(desk, at, note, sent, public="yes")
    assert answer.status_code == 422
    assert words in answer.text
    assert note in answer.text
    assert 'value="yes" checked' in answer.text
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from handover_notes") == 0


async def test_a_note_is_deleted_by_who_wrote_it_or_by_an_owner_and_by_nobody_else(
    come_in: ComeIn, ready: Ready, in_office: Site
) -> None:
    at = await place(in_office, await ready())
    one = await come_in("one@example.org", "deliverer", "NJ")
    other = await come_in("other@example.org", "deliverer", "NJ")
    owner = await come_in()
    await write(one, at, "mine")
    (removal,) = REMOVAL.findall((await one.get(at)).text)
    assert REMOVAL.findall((await other.get(at)).text) == []
    assert (await other.post(removal)).status_code == 404
    for _twice in range(2):
        assert (await one.post(removal)).status_code == 303
    assert (await lines(in_office))[0][0] == acts.DELETED_NOTE
    await write(one, at, "mine again")
    (removal,) = REMOVAL.findall((await owner.get(at)).text)
    assert (await owner.post(removal)).status_code == 303
    async with in_office.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) from handover_notes") == 0


async def test_whether_a_photo_may_be_shown_is_chosen_later_too(
    desk: Desk, ready: Ready, in_office: Site
) -> None:
    at = await place(in_office, await ready())
    await write(desk, at, sent=photo())
    address = PHOTO.findall((await desk.get(at)).text)[0].replace("/photo", "/public")
    for public, act in (("yes", acts.SHOWED_PHOTO), ("no", acts.HID_PHOTO)):
        for _twice in range(2):
            assert (await desk.post(address, {"public": public})).status_code == 303
        assert (await lines(in_office))[0][0] == act
    shown, hidden = acts.SHOWED_PHOTO, acts.HID_PHOTO
    told = [act for act, _details in await lines(in_office, 50)]
    assert (told.count(shown), told.count(hidden)) == (1, 1)


async def test_notes_of_one_delivery_are_not_found_under_another_or_by_strangers(
    come_in: ComeIn, desk: Desk, ready: Ready, in_office: Site
) -> None:
    first, second = await ready(), await ready(title="Another")
    at = await place(in_office, first)
    await write(desk, at, "here", photo())
    address = PHOTO.findall((await desk.get(at)).text)[0]
    assert (await desk.get(address.replace(first.code, second.code))).status_code == 404
    assert (await desk.get(f"{at}/notes/{'x' * 22}/photo")).status_code == 404
    there = await come_in("ca@example.org", "deliverer", "CA")
    assert (await there.get(address)).status_code == 404
    assert (await there.post(f"{at}/notes", {"note": "there"}, files={"photo": ("", b"")})).status_code == 404
