"""A delivery's day: on a phone in a corridor, without scripts too, and what the public reads of it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.delivery_day import CODE, DAY, DELIVERED, PUBLIC, hang
from tests.browser.sites import run_sql, sign_in_link
from tests.browser.steps import come_in, press
from tests.browser.watching import Device
from wechoose.bench.served import Served

PHONE = {"width": 360, "height": 740}
AFRESH = f"""
delete from handover_notes where delivery_id = (select delivery_id from deliveries where code = '{CODE}');
delete from packets where delivery_id = (select delivery_id from deliveries where code = '{CODE}');
"""


@pytest.fixture(autouse=True)
def a_day_that_begins(demo: Served) -> None:
    run_sql(demo, AFRESH)
    hang(demo)


def _desk(demo: Served, demo_device: Device, **options: object) -> Page:
    return come_in(demo_device(allow=("cookie",), viewport=PHONE, **options), sign_in_link(demo))


def _stop(page: Page, name: str) -> Locator:
    return page.locator(".stop").filter(has=page.get_by_role("heading", name=name, exact=True))


@pytest.mark.parametrize("scripts", [True, False])
def test_one_press_hands_over_and_one_takes_it_back_without_losing_the_place(
    demo: Served, demo_device: Device, scripts: bool
) -> None:
    page = _desk(demo, demo_device, java_script_enabled=scripts)
    page.goto(f"{DAY}?left=1")
    before = page.locator(".day-count strong").inner_text()
    name = page.locator(".stop-name").nth(3).inner_text()
    with page.expect_navigation():
        _stop(page, name).get_by_role("button", name="Handed over").click()
    # Also where only what is left is shown: a wrong press is seen at once.
    expect(_stop(page, name)).to_be_in_viewport()
    expect(_stop(page, name).locator(".pressed")).to_contain_text("Handed over")
    assert page.locator(".day-count strong").inner_text() != before
    with page.expect_navigation():
        _stop(page, name).get_by_role("button", name="Undo").click()
    expect(page.locator(".day-count strong")).to_have_text(before)
    expect(_stop(page, name).get_by_role("button", name="Handed over")).to_be_visible()


def test_the_keyboard_goes_on_where_it_pressed(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device)
    page.goto(DAY)
    name = page.locator(".stop-name").nth(1).inner_text()
    _stop(page, name).get_by_role("button", name="Answered").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(_stop(page, name).get_by_role("link", name="Call")).to_be_focused()


def test_a_time_is_typed_as_the_phone_tells_it_and_kept_for_all(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device, timezone_id="America/Los_Angeles")
    page.goto(DAY)
    with page.expect_navigation():
        page.get_by_role("button", name="Handed over").first.click()
    page.locator(".stop:target .stop-notes a").click()
    shown = page.locator(".pressed time")
    expect(shown).to_contain_text("P")
    page.get_by_text("Correct the times").click()
    typed = page.get_by_label("Handed over", exact=True)
    local = typed.input_value()
    earlier = f"{local[:-2]}{int(local[-2:]) // 2:02}"
    typed.fill(earlier)
    press(page, "Save the times")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    page.get_by_text("Correct the times").click()
    expect(page.get_by_label("Handed over", exact=True)).to_have_value(earlier)
    expect(page.locator(".pressed time")).to_contain_text(f":{earlier[-2:]}")
    kept = page.locator(".pressed time").get_attribute("datetime") or ""
    assert kept[11:13] != earlier[11:13], "kept in UTC"


def test_a_photo_is_published_and_a_stranger_sees_it_and_no_note(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device, java_script_enabled=False)
    page.goto(DAY)
    page.locator(".stop-out .stop-notes a").first.click()
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(picture, "JPEG")
    files = [{"name": "day.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}]
    page.get_by_label("Note", exact=True).fill("Only for us")
    page.get_by_label("Photo", exact=True).set_input_files(files)  # type: ignore[arg-type]
    press(page, "Keep this note")
    expect(page.get_by_text("Only leaders see this photo.")).to_be_visible()
    press(page, "Let it be shown publicly")
    expect(page.get_by_text("This photo may be shown publicly.")).to_be_visible()
    page.goto(PUBLIC)
    press(page, "Take it down")
    stranger = demo_device(viewport=PHONE)
    stranger.goto("/demands/community-schools")
    expect(stranger.locator(".delivered-line")).to_have_count(0)
    press(page, "Publish this page")
    expect(page.get_by_role("status")).to_contain_text("Published.")
    stranger.reload()
    stranger.locator(".delivered-line a").click()
    assert stranger.url.endswith(DELIVERED)
    photo = stranger.get_by_role("img", name="Photo of the handover")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 1600)
    expect(stranger.get_by_text("Only for us")).to_have_count(0)
