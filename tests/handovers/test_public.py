import re

import httpx
import pytest

from tests.handovers.conftest import ComeIn, Desk, Ready, Signing
from tests.handovers.handing import FINGERPRINT, lines, official_ids, photo
from tests.handovers.test_notes import write
from wechoose.audit import acts
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.views import signatures

SENATE = "kind = 'senator' and state in ('NJ', 'NY')"
DEMAND = "/demands/community-schools"


async def press(desk: Desk, in_office: Site, delivery: Delivery, *marks: str) -> list[int]:
    """Of the first official the first mark, of the second the second …"""
    officials = await official_ids(in_office, delivery)
    for official, mark in zip(officials, marks, strict=False):
        await desk.post(f"/desk/deliveries/{delivery.code}/day/{official}", {"mark": mark})
    return officials


async def publish(desk: Desk, delivery: Delivery, act: str = "publish") -> httpx.Response:
    return await desk.post(f"/desk/deliveries/{delivery.code}/public", {"act": act})


async def test_the_public_reads_numbers_and_people_in_office_and_no_signer(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site, signed: Signing
) -> None:
    await signed("Canary Person")
    delivery = await ready(SENATE, title="Internal title")
    officials = await press(desk, in_office, delivery, "handed", "sent")
    await desk.post(f"/desk/deliveries/{delivery.code}/day/{officials[0]}", {"mark": "answered"})
    await write(desk, f"/desk/deliveries/{delivery.code}/day/{officials[0]}", "Canary note", photo())
    await publish(desk, delivery)
    answer = await visitor.get(f"/delivered/{delivery.code}")
    assert answer.status_code == 200
    page = answer.text
    for words in (
        "<h1>Delivered to 2 senators</h1>",
        "Senator Cory A. Booker",
        "United States Senate, New Jersey",
        "Handed over on ",
        "Sent on ",
        "Answered on ",
        "Still to come",
        "12,340 verified signatures in the whole country",
        "1,234 signatures",
        "March 1, 2026",
        f'href="{DEMAND}"',
        FINGERPRINT,
        'href="/verify"',
    ):
        assert words in page, words
    for words in ("Canary", "Internal title", "owner@example.org", "/photos/", "Spring delivery"):
        assert words not in page, words
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert figures == {"Officials": "4", "Handed over": "1", "Sent": "1", "Answered": "1"}


async def test_a_page_is_there_only_when_it_reached_somebody_and_an_owner_published_it(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    address, preview = f"/delivered/{delivery.code}", f"/desk/deliveries/{delivery.code}/public"
    assert "There is nothing to publish yet" in (await desk.get(preview)).text
    refused = await publish(desk, delivery)
    assert refused.status_code == 422
    assert "nothing to publish" in refused.text
    (official, *_others) = await press(desk, in_office, delivery, "handed")
    assert (await visitor.get(address)).status_code == 404
    assert "Publish this page" in (await desk.get(preview)).text
    for _twice in range(2):
        assert (await publish(desk, delivery)).status_code == 303
    assert (await visitor.get(address)).status_code == 200
    assert (await visitor.get(f"{address}x")).status_code == 404
    # All that was noted is taken back: it reached nobody.
    await desk.post(f"/desk/deliveries/{delivery.code}/day/{official}", {"undo": "handed"})
    assert (await visitor.get(address)).status_code == 404
    await press(desk, in_office, delivery, "sent")
    assert (await visitor.get(address)).status_code == 200
    for _twice in range(2):
        assert (await publish(desk, delivery, "take down")).status_code == 303
    assert (await visitor.get(address)).status_code == 404
    told = [act for act, _details in await lines(in_office, 50)]
    assert (told.count(acts.PUBLISHED_DELIVERY), told.count(acts.HID_DELIVERY)) == (1, 1)


async def test_a_deliverer_does_not_publish(come_in: ComeIn, ready: Ready, in_office: Site) -> None:
    delivery = await ready()
    deliverer = await come_in("nj@example.org", "deliverer", "NJ")
    await press(deliverer, in_office, delivery, "handed")
    assert (await publish(deliverer, delivery)).status_code == 404
    preview = f"/desk/deliveries/{delivery.code}/public"
    assert (await deliverer.get(preview)).status_code == 404
    assert preview not in (await deliverer.get(f"/desk/deliveries/{delivery.code}/day")).text


@pytest.mark.parametrize("rows", [0, 1, 4])
async def test_a_number_so_small_that_somebody_could_be_told_from_it_is_not_shown(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site, rows: int
) -> None:
    delivery = await ready(rows=rows)
    await press(desk, in_office, delivery, "handed")
    await publish(desk, delivery)
    page = (await visitor.get(f"/delivered/{delivery.code}")).text
    assert page.count("Fewer than 5 signatures") == 2
    assert f">{rows} signature" not in page
    assert page == page.replace(f" {rows} signature", "")


def test_of_several_demands_few_people_may_be_many_signatures() -> None:
    assert signatures(9, since_last=False, demands=2) == "Fewer than 10 signatures"
    assert signatures(10, since_last=False, demands=2) == "10 signatures"


async def test_what_is_new_since_the_last_delivery_is_called_new(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site
) -> None:
    delivery = await ready(rows=5, since_last=True)
    await press(desk, in_office, delivery, "handed")
    await publish(desk, delivery)
    page = (await visitor.get(f"/delivered/{delivery.code}")).text
    assert "5 new signatures" in page
    assert "what was new since the last delivery" in page


async def test_only_photos_that_may_be_shown_are_and_only_while_the_page_is_there(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    (official, *_others) = await press(desk, in_office, delivery, "handed")
    at = f"/desk/deliveries/{delivery.code}/day/{official}"
    await write(desk, at, "for leaders", photo())
    await write(desk, at, "for all", photo(size=(400, 100)), public="yes")
    hidden = re.findall(r"/notes/([\w-]{22})/photo", (await desk.get(at)).text)[1]
    await publish(desk, delivery)
    page = (await visitor.get(f"/delivered/{delivery.code}")).text
    (address,) = re.findall(r'src="(/delivered/[^"]+)"', page)
    assert 'width="400" height="100"' in page
    assert "for all" not in page
    shown = await visitor.get(address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["cache-control"] == "public, max-age=60"
    for name in (f"{hidden}.jpg", "x.jpg", address[-26:-4], "%00.jpg"):
        assert (await visitor.get(f"/delivered/{delivery.code}/photos/{name}")).status_code == 404, name
    # The preview shows what would be seen.
    assert (await desk.get(f"/desk/deliveries/{delivery.code}/public")).text.count('class="photos"') == 1
    await publish(desk, delivery, "take down")
    assert (await visitor.get(address)).status_code == 404


async def test_all_published_deliveries_stand_on_one_page_the_latest_first(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site, later: object
) -> None:
    assert "Nothing yet." in (await visitor.get("/delivered")).text
    codes = []
    for condition in ("kind = 'senator' and state = 'NJ'", "kind = 'governor' and state = 'NY'"):
        delivery = await ready(condition, title="Another")
        await press(desk, in_office, delivery, "handed")
        await publish(desk, delivery)
        codes.append(delivery.code)
        later(minutes=1)  # type: ignore[operator]
    page = (await visitor.get("/delivered")).text
    assert re.findall(r'href="/delivered/(\w{12})"', page) == codes[::-1]
    assert "Delivered to 1 senator<" in page
    assert "Delivered to 1 governor<" in page


async def test_a_demand_says_where_it_was_delivered_as_soon_as_that_is_published(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    await press(desk, in_office, delivery, "handed", "handed")
    assert "/delivered/" not in (await visitor.get(DEMAND)).text
    await publish(desk, delivery)
    page = (await visitor.get(DEMAND)).text
    assert f'href="/delivered/{delivery.code}">Delivered to 2 senators on ' in page
    assert "/delivered/" not in (await visitor.get("/demands/restorative-justice")).text
    spanish = (await visitor.get(f"{DEMAND}?lang=es")).text
    assert f'href="/delivered/{delivery.code}?lang=es"' in spanish
    await publish(desk, delivery, "take down")
    assert "/delivered/" not in (await visitor.get(DEMAND)).text


async def test_a_public_page_is_kept_a_moment_and_asked_for_by_its_tag(
    desk: Desk, visitor: httpx.AsyncClient, ready: Ready, in_office: Site
) -> None:
    delivery = await ready()
    await press(desk, in_office, delivery, "handed")
    await publish(desk, delivery)
    for address in ("/delivered", f"/delivered/{delivery.code}"):
        answer = await visitor.get(address)
        assert answer.headers["cache-control"] == "public, max-age=1"
        again = await visitor.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        for tag in ("og:title", "og:description", "og:image"):
            assert f'property="{tag}"' in answer.text
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in answer.text
