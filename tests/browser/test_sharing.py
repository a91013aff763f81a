"""Passing it on: plain links that tell nobody anything until they are pressed, and a button that copies."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "restorative-justice"


def test_the_address_is_copied(site: RunningSite, device: Device) -> None:
    page = device(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/demands/{DEMAND}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/demands/{DEMAND}"


def test_what_is_shared_is_the_demand_and_its_address(site: RunningSite, device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}")
    address = page.get_by_role("link", name="WhatsApp").get_attribute("href") or ""
    [text] = parse_qs(urlsplit(address).query)["text"]
    assert text.endswith(f"Will you? {site.url}/demands/{DEMAND}")


def test_without_javascript_no_button_is_dead(device: Device) -> None:
    page = device(java_script_enabled=False)
    page.goto(f"/demands/{DEMAND}")
    expect(page.get_by_role("button")).to_have_text(["Sign"])
    expect(page.get_by_label("Or copy the address")).to_be_visible()
