"""Files of a delivery leave by a link: for the leader who asked and said why, once, for a day, and on the record."""

from asyncio import gather
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from tests.conftest import Later
from tests.deliveries.conftest import officials_like
from tests.deliveries.ready import make_ready
from tests.desk import csrf_of, enter
from wechoose.app import build
from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.deliveries.closing import close, delete_old_files
from wechoose.deliveries.deliveries import Delivery, find_delivery, packets_of
from wechoose.deliveries.links import forget_links
from wechoose.deliveries.ordering import cancel
from wechoose.seals.verify import verify

Entering = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def entering(in_office: Site) -> AsyncIterator[Entering]:
    """Leaders, each in a browser of their own."""
    app = build(in_office)
    transport = httpx.ASGITransport(cast("Any", app), client=("127.0.0.1", 50000))

    async def entering(
        email: str = "owner@example.org", role: str = "owner", states: tuple[str, ...] = ()
    ) -> httpx.AsyncClient:
        browser = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        await enter(browser, in_office, email, role, states=states)
        return browser

    async with app.lifespan():
        yield entering


@pytest.fixture
async def delivery(in_office: Site) -> Delivery:
    chosen = await officials_like(in_office, "kind = 'governor' and state in ('NJ', 'NY')")
    return await make_ready(in_office, None, chosen)


async def first_official(site: Site, delivery: Delivery) -> str:
    async with site.database.transaction(read_only=True) as db:
        return str((await packets_of(db, delivery.delivery_id))[0].official_id)


async def ask(browser: httpx.AsyncClient, delivery: Delivery, **fields: str) -> httpx.Response:
    data = {"what": "whole", "reason": "for the day", "csrf": await csrf_of(browser)} | fields
    return await browser.post(f"/desk/deliveries/{delivery.code}/files", data=data)


async def link_of(browser: httpx.AsyncClient, delivery: Delivery, **fields: str) -> str:
    answer = await ask(browser, delivery, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def take(browser: httpx.AsyncClient, link: str) -> httpx.Response:
    return await browser.post(link, data={"csrf": await csrf_of(browser)})


async def test_a_link_gives_the_files_once(entering: Entering, delivery: Delivery, tmp_path: Path) -> None:
    owner = await entering()
    link = await link_of(owner, delivery)
    for _look in range(2):
        page = await owner.get(link)
        assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
    answer = await take(owner, link)
    assert answer.headers["content-disposition"] == f'attachment; filename="{delivery.code}.zip"'
    (tmp_path / "whole.zip").write_bytes(answer.content)
    assert verify(tmp_path / "whole.zip").rows == 9
    again = await take(owner, link)
    assert again.status_code == 410
    assert "was used already" in again.text
    assert (await owner.get(link)).status_code == 410


async def test_one_packet_or_only_its_letter_can_be_taken(
    entering: Entering, in_office: Site, delivery: Delivery, tmp_path: Path
) -> None:
    owner, official = await entering(), await first_official(in_office, delivery)
    packet = await take(owner, await link_of(owner, delivery, what="packet", official=official))
    (tmp_path / "packet.zip").write_bytes(packet.content)
    assert verify(tmp_path / "packet.zip").rows == 5
    letter = await take(owner, await link_of(owner, delivery, what="letter", official=official))
    assert letter.content.startswith(b"%PDF")
    assert letter.headers["content-type"] == "application/pdf"
    assert letter.headers["content-disposition"].endswith('.pdf"')


async def test_both_asking_and_taking_are_on_the_trail(
    entering: Entering, in_office: Site, delivery: Delivery
) -> None:
    owner, official = await entering(), await first_official(in_office, delivery)
    await take(
        owner, await link_of(owner, delivery, what="packet", official=official, reason="for  the\tday")
    )
    async with in_office.database.transaction(read_only=True) as db:
        used, made, *_others = [line for line in await trail.read_back(db) if "files" in line.act]
    assert (made.act, made.reason, used.act) == (acts.MADE_FILE_LINK, "for the day", acts.USED_FILE_LINK)
    for line in (made, used):
        assert line.subject == f"delivery {delivery.code}"
        assert line.details == {"official": int(official), "file": "all"}
        assert line.address == "127.0.0.1"


async def test_without_a_reason_or_an_official_there_is_no_link(
    entering: Entering, delivery: Delivery
) -> None:
    owner = await entering()
    for wrong, words in (
        ({"reason": " x "}, "Say in a few words"),
        ({"what": "packet"}, "Choose an official"),
        ({"what": "letter", "official": "2147483648"}, "Choose an official"),
        ({"what": "everything"}, "Choose what you need"),
    ):
        answer = await ask(owner, delivery, **wrong)
        assert answer.status_code == 422
        assert words in answer.text
        assert wrong.get("reason", "for the day") in answer.text


async def test_a_link_is_nothing_to_another_leader(entering: Entering, delivery: Delivery) -> None:
    owner, other = await entering(), await entering("other@example.org")
    link = await link_of(owner, delivery)
    assert (await other.get(link)).status_code == 404
    assert (await take(other, link)).status_code == 404
    assert (await owner.get(link.replace(delivery.code, "a" * 12))).status_code == 404
    assert (await take(owner, link)).status_code == 200


async def test_a_deliverer_takes_what_is_within_their_states_only(
    entering: Entering, in_office: Site, delivery: Delivery
) -> None:
    both = await entering("both@example.org", "deliverer", ("NJ", "NY"))
    assert (await take(both, await link_of(both, delivery))).status_code == 200
    one = await entering("one@example.org", "deliverer", ("NJ",))
    assert (await one.get(f"/desk/deliveries/{delivery.code}/files")).status_code == 404
    assert (await ask(one, delivery)).status_code == 404


async def test_a_link_ends_after_a_day(entering: Entering, delivery: Delivery, later: Later) -> None:
    owner = await entering()
    link = await link_of(owner, delivery)
    later(hours=24.1)
    owner = await entering()
    answer = await take(owner, link)
    assert answer.status_code == 410
    assert "has expired" in answer.text


async def test_of_two_presses_at_once_one_gets_the_files(entering: Entering, delivery: Delivery) -> None:
    owner = await entering()
    link, csrf = await link_of(owner, delivery), await csrf_of(owner)
    answers = await gather(*(owner.post(link, data={"csrf": csrf}) for _press in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410]


async def test_closing_keeps_the_files_for_some_days_and_then_deletes_them(
    entering: Entering, in_office: Site, delivery: Delivery, later: Later
) -> None:
    until = (clock.now() + timedelta(days=30)).date()
    async with in_office.database.transaction() as db:
        assert await close(db, in_office, None, delivery) == until
        closed = await find_delivery(db, delivery.code)
    assert (closed.status, closed.files_until) == ("closed", until)
    owner, address = await entering(), f"/desk/deliveries/{delivery.code}/files"
    assert "This delivery is closed." in (await owner.get(address)).text
    await delete_old_files(in_office)
    assert (await take(owner, await link_of(owner, delivery))).status_code == 200
    later(days=31)
    owner = await entering()
    link = await ask(owner, delivery)
    assert link.status_code == 410
    assert "have been deleted" in link.text
    assert "have been deleted" in (await owner.get(address)).text
    assert await chunks(in_office) > 0
    await delete_old_files(in_office)
    assert await chunks(in_office) == 0


async def test_a_link_that_was_asked_for_in_time_comes_too_late(
    entering: Entering, in_office: Site, delivery: Delivery, later: Later
) -> None:
    async with in_office.database.transaction() as db:
        until = await close(db, in_office, None, delivery)
        assert await close(db, in_office, None, delivery) == until
        await db.execute("update deliveries set files_until = current_date")
    owner = await entering()
    link = await link_of(owner, delivery)
    later(hours=23.9)
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set files_until = current_date - 1")
    owner = await entering()
    assert (await take(owner, link)).status_code == 410


async def test_what_is_called_off_has_no_files(
    entering: Entering, in_office: Site, delivery: Delivery
) -> None:
    owner = await entering()
    link = await link_of(owner, delivery)
    async with in_office.database.transaction() as db:
        await cancel(db, None, delivery.code)
    await delete_old_files(in_office)
    assert await chunks(in_office) == 0
    assert (await take(owner, link)).status_code == 410


async def test_what_somebody_has_files_of_is_not_called_off(
    entering: Entering, in_office: Site, delivery: Delivery
) -> None:
    owner = await entering()
    assert (await take(owner, await link_of(owner, delivery))).status_code == 200
    async with in_office.database.transaction() as db:
        with pytest.raises(Refusal, match="files of it were taken"):
            await cancel(db, None, delivery.code)


async def test_what_is_made_again_gives_no_files_before_it_is_ready(
    entering: Entering, in_office: Site, delivery: Delivery
) -> None:
    owner = await entering()
    link = await link_of(owner, delivery)
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set status = 'building'")
    assert "is not ready yet" in (await owner.get(f"/desk/deliveries/{delivery.code}/files")).text
    for answer in (await take(owner, link), await ask(owner, delivery)):
        assert answer.status_code == 410
        assert "is not ready yet" in answer.text
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set status = 'ready'")
    assert (await take(owner, link)).status_code == 200


async def test_old_links_are_forgotten(
    entering: Entering, in_office: Site, delivery: Delivery, later: Later
) -> None:
    link = await link_of(await entering(), delivery)
    await forget_links(in_office)
    later(days=32)
    owner = await entering()
    assert (await owner.get(link)).status_code == 410
    await forget_links(in_office)
    assert (await owner.get(link)).status_code == 404


async def chunks(site: Site) -> int:
    async with site.database.transaction(read_only=True) as db:
        return await db.fetchval("select count(*) from delivery_chunks") or 0
