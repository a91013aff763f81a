"""Delivering at the desk: an order, its packets while they are made, and the files that come of it."""

import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.delivering import fill_in, order, push, wait_until_made
from tests.browser.sites import sign_in_link
from tests.browser.steps import come_in, heading, press
from tests.browser.watching import Device
from wechoose.bench.served import Served

DEMAND = "privatization-moratorium"
NEW = "/desk/deliveries/new"


def _desk(demo: Served, demo_device: Device, *, scripts: bool = True, allow: str = "cookie") -> Page:
    return come_in(demo_device(allow=("cookie", allow), java_script_enabled=scripts), sign_in_link(demo))


def test_two_senators_are_ordered_for_made_and_taken_along(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device)
    page.get_by_role("link", name="Deliveries").click()
    page.get_by_role("link", name="Order a delivery").click()
    fill_in(page, DEMAND)
    expect(page.get_by_text("2 officials are chosen")).to_be_visible()
    push(page, "look")
    expect(page.locator("#preview")).to_be_focused()
    expect(page.get_by_text("2 packets, counted as things stand now.")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Dear Senator")
    press(page, "Make the packets")
    expect(page.get_by_role("status").first).to_contain_text("Ordered.")
    wait_until_made(page)
    expect(page.get_by_text("2 of 2 packets are ready.")).to_be_visible()
    page.get_by_role("link", name="Take the files").click()
    page.get_by_label("All packets in one archive").check()
    page.get_by_label("What do you need it for?").fill("To print them")
    press(page, "Give me a link")
    with page.expect_download() as coming:
        press(page, "Download it now")
    with zipfile.ZipFile(coming.value.path()) as archive:
        assert archive.testzip() is None
        assert sum(name.endswith(".pdf") for name in archive.namelist()) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_the_search_looks_for_somebody_and_orders_nothing(
    demo: Served, demo_device: Device, scripts: bool
) -> None:
    page = _desk(demo, demo_device, scripts=scripts)
    fill_in(page, DEMAND)
    page.locator("#title").fill("Nothing typed is lost")
    page.locator("#looked_for").fill("Murkowski")
    with page.expect_navigation():
        page.locator("#looked_for").press("Enter")
    assert page.url.partition("#")[0].endswith(NEW)
    page.locator("#found").get_by_role("button", name="Add").click()
    expect(page.get_by_text("3 officials are chosen")).to_be_visible()
    page.locator("#chosen").get_by_role("button", name="Remove", exact=True).first.click()
    expect(page.get_by_text("2 officials are chosen")).to_be_visible()
    expect(page.locator("#title")).to_have_value("Nothing typed is lost")
    expect(page.locator("#reason")).to_have_value("For the hearing in spring")


def test_what_is_wrong_is_led_to_and_nothing_is_lost(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device)
    page.goto(NEW)
    page.locator("#body").fill("Dear {friend}")
    press(page, "Make the packets")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name=re.compile("no field {friend}")).click()
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#body")).to_have_value("Dear {friend}")


def test_a_delivery_is_followed_and_called_off_without_scripts(demo: Served, demo_device: Device) -> None:
    page = _desk(demo, demo_device, scripts=False)
    address = order(page, DEMAND)
    page.goto(address)
    page.get_by_role("link", name="Call this delivery off").click()
    press(page, "Call it off")
    expect(page.locator("#reason-error")).to_be_visible()
    page.locator("#reason").fill("Ordered twice")
    press(page, "Call it off")
    expect(page.get_by_role("status").first).to_contain_text("Called off.")
    expect(page.locator("#badge")).to_have_text("called off")


def test_a_letter_is_seen_as_it_is_typed(demo: Served, demo_device: Device) -> None:
    # What is wrong while somebody types is answered like every other form.
    page = _desk(demo, demo_device, allow="422")
    page.get_by_role("link", name="Letters").click()
    page.get_by_role("link", name="Write a letter").click()
    page.get_by_label("Subject").fill("Heard in {constituency}")
    expect(page.locator(".paper-subject")).to_have_text(re.compile("^Heard in [A-Z]"))
    page.locator("#body").fill("{salutation}\n\n- one\n- two")
    expect(page.locator(".paper-item")).to_have_text(["• one", "• two"])
    page.locator("#body").fill("{nobody}")
    expect(page.locator(".paper")).to_contain_text("There is nothing to see")
    expect(heading(page)).to_have_text("Write a letter to officials")
