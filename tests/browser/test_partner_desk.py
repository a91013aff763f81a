"""Partners at the desk: one is added, gets a logo, a widget and a key, is stopped and resumed, and works by itself."""

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.sites import sign_in_link
from tests.browser.steps import come_in, heading, press
from tests.browser.watching import Device
from tests.running import RunningSite

NAME = "Parents & Friends"
FOCUSES = "(field) => { field.focus(); return document.activeElement === field; }"


def test_an_owner_adds_a_partner_dresses_it_and_stops_it(site: RunningSite, device: Device) -> None:
    page = come_in(device(allow=("cookie",)), sign_in_link(site))
    page.get_by_role("link", name="Partners").click()
    page.get_by_role("link", name="Add a partner").click()

    press(page, "Add this partner")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Name")).to_be_focused()

    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Code").fill("parents")
    page.get_by_label("Website").fill("https://parents.example.org")
    page.get_by_label("Sites that may frame the widget").fill("https://parents.example.org\nparents")
    press(page, "Add this partner")
    expect(page.locator("#origins-error")).to_contain_text("Line 2: parents is no web address")
    expect(page.get_by_label("Name")).to_have_value(NAME)
    page.get_by_label("Sites that may frame the widget").fill("https://parents.example.org")
    press(page, "Add this partner")
    expect(page.get_by_role("status")).to_contain_text("Added.")

    page.get_by_label("Picture").set_input_files(_logo())
    press(page, "Use this picture")
    shown = page.get_by_role("img", name=f"Logo of {NAME}")
    expect(shown).to_have_js_property("naturalWidth", 300)

    page.get_by_role("link", name="Widget").click()
    page.get_by_label("Color").fill("#1a5fb4")
    press(page, "Show this")
    expect(page.get_by_label("The widget", exact=True)).to_have_value(
        _holding('partner="parents"', 'accent="1a5fb4"')
    )
    preview = page.frame_locator("iframe.preview")
    expect(preview.get_by_text(f"Brought to you by {NAME}")).to_be_visible()
    assert not preview.get_by_label("First name", exact=True).evaluate(FOCUSES)

    page.get_by_role("link", name="Edit").click()
    press(page, f"Stop {NAME}")
    expect(page.get_by_role("status")).to_contain_text("Stopped.")
    page.get_by_role("link", name="Widget").click()
    expect(page.get_by_role("note")).to_contain_text("This organization is stopped")
    page.get_by_role("link", name="Edit").click()
    press(page, f"Resume {NAME}")
    expect(page.get_by_role("status")).to_contain_text("Resumed.")


def test_somebody_of_a_partner_finds_their_way_without_scripts(site: RunningSite, device: Device) -> None:
    page = come_in(device(allow=("cookie",), java_script_enabled=False), _link_of(site, "j4j"), "ann")
    expect(page).to_have_url(f"{site.url}/desk/partners/j4j")
    expect(page.get_by_role("navigation", name="Desk").get_by_role("link")).to_have_text(["My organization"])

    page.get_by_role("link", name="Keys").click()
    press(page, "Make a key")
    key = page.get_by_label("Key", exact=True).input_value()
    assert key.startswith("wck_")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("rowheader")).to_have_text(f"{key[:10]}…")
    expect(page.get_by_label("Key", exact=True)).to_have_count(0)
    press(page, "End this key")
    expect(page.get_by_role("status")).to_contain_text("The key is ended.")

    page.get_by_role("link", name="Widget").click()
    page.get_by_label("Demand").select_option("Fund sustainable community schools")
    press(page, "Show this")
    expect(page.get_by_label("The widget", exact=True)).to_have_value(_holding('slug="community-schools"'))
    expect(page.frame_locator("iframe.preview").get_by_text("Preview:")).to_be_visible()

    page.goto("/desk/partners/npe")
    expect(heading(page)).to_have_text("There is nothing at this address.")


def _link_of(site: RunningSite, code: str) -> str:
    done = site.command("leader", "add", f"ann@{code}.example.org", "--role", "partner", "--partner", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _holding(*parts: str) -> re.Pattern[str]:
    """A text with these in it, in this order."""
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def _logo() -> list[FilePayload]:
    logo = io.BytesIO()
    Image.new("RGBA", (300, 120), (26, 95, 180, 255)).save(logo, "PNG")
    return [{"name": "logo.png", "mimeType": "image/png", "buffer": logo.getvalue()}]
