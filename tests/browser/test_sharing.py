"""Passing it on: plain links that tell nobody anything until they are pressed, and a button that copies."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import expect

from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "restorative-justice"
FRIEND = "abcdefghijk_"


def test_the_address_is_copied(site: RunningSite, device: Device) -> None:
    page = device(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/demands/{DEMAND}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/demands/{DEMAND}?source=copy"


def test_what_is_shared_is_the_demand_and_its_address(site: RunningSite, device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}")
    address = page.get_by_role("link", name="WhatsApp").get_attribute("href") or ""
    [text] = parse_qs(urlsplit(address).query)["text"]
    assert text.endswith(f"Will you? {site.url}/demands/{DEMAND}?source=whatsapp")


def test_without_javascript_no_button_is_dead(device: Device) -> None:
    page = device(java_script_enabled=False)
    page.goto(f"/demands/{DEMAND}")
    expect(page.get_by_role("button")).to_have_text(["Sign"])
    expect(page.get_by_label("Or copy the address")).to_be_visible()


def test_who_has_signed_passes_on_a_link_of_their_own(site: RunningSite, device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}/thanks?state=NJ&friend={FRIEND}")
    address = f"{site.url}/demands/{DEMAND}?state=NJ&friend={FRIEND}&source="
    expect(page.get_by_label("Or copy the address")).to_have_value(f"{address}copy")
    page.get_by_text("More ways").click()
    for name, source in {"Text message": "sms", "E-mail": "email", "Facebook": "facebook", "X": "x"}.items():
        link = page.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
        assert unquote(link).endswith(address + source)
    page.get_by_role("link", name="Mastodon").click()
    page.get_by_label("Your server").fill("@me@mastodon.social")
    page.get_by_role("button", name="Go on").click()
    link = page.get_by_role("link", name="Go on to mastodon.social").get_attribute("href") or ""
    assert unquote(link).endswith(address + "mastodon")


def test_a_visitor_passes_on_no_friends_link(site: RunningSite, device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}?friend={FRIEND}&source=whatsapp")
    expect(page.get_by_label("Or copy the address")).to_have_value(f"{site.url}/demands/{DEMAND}?source=copy")


def test_the_same_page_seen_another_way_still_knows_whose_link_it_was(device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}?friend={FRIEND}&source=whatsapp")
    link = page.get_by_role("link", name="Per 100,000 people")
    expect(link).to_have_attribute("href", re.compile(f"by=capita.*friend={FRIEND}&source=whatsapp"))
