"""Everything a supporter does works where scripts do not run."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    confirm,
    counter,
    heading,
    number,
    press,
    row,
    shape,
    sign,
    somebody,
    type_in,
)
from tests.browser.watching import Device
from tests.running import RunningSite
from wechoose.base.words import languages

DEMAND = "community-schools"


def test_signing_and_confirming_work(site: RunningSite, device: Device) -> None:
    page, person = device(java_script_enabled=False), somebody()
    page.goto(f"/demands/{DEMAND}")
    before = number(counter(page, DEMAND))
    sign(page, DEMAND, person)
    confirm(page, site.mails.wait_for(person.email)[0])
    expect(counter(page, DEMAND)).to_have_text(f"{before + 1}")
    expect(page.get_by_text("One more name from New Jersey for: ")).to_be_visible()


def test_two_presses_are_one_signature_and_one_letter(site: RunningSite, device: Device) -> None:
    page, person, later = device(java_script_enabled=False), somebody(), somebody()
    page.goto(f"/demands/{DEMAND}")
    type_in(page, person)
    page.get_by_role("button", name="Sign", exact=True).dblclick()
    expect(heading(page)).to_have_text("Check your mail")
    sign(page, DEMAND, later)
    site.mails.wait_for(later.email)
    assert len(site.mails.wait_for(person.email)) == 1


def test_a_link_colors_the_map_by_capita_and_the_table_opens(device: Device) -> None:
    page = device(java_script_enabled=False)
    for address in ("/", f"/demands/{DEMAND}"):
        page.goto(address)
        page.get_by_role("link", name="Per 100,000 people").click()
        expect(page.get_by_role("link", name="Per 100,000 people")).to_have_attribute("aria-current", "true")
        expect(shape(page, "WY")).to_have_accessible_name(
            re.compile("Wyoming: .* signatures per 100,000 people")
        )
        expect(row(page, "Alabama")).to_be_hidden()
        page.get_by_text("The same numbers as a table").click()
        expect(row(page, "Alabama")).to_be_visible()


def test_the_map_can_be_switched_after_a_mistake_in_the_form(device: Device) -> None:
    page = device(java_script_enabled=False)
    page.goto(f"/demands/{DEMAND}")
    press(page, "Sign")
    page.get_by_role("link", name="Per 100,000 people").click()
    expect(page.get_by_role("link", name="Per 100,000 people")).to_have_attribute("aria-current", "true")


def test_the_language_parameter_is_stronger_than_the_browsers_wish(device: Device) -> None:
    page = device(java_script_enabled=False, locale="en-US")
    for code in (*languages(), "xx"):
        page.goto(f"/demands/{DEMAND}?lang={code}")
        spoken = code if code in languages() else "en"
        expect(page.locator("html")).to_have_attribute("lang", spoken)
        expect(page.locator("input[name=language]")).to_have_value(spoken)


def test_a_language_nobody_wrote_is_answered_in_english(device: Device) -> None:
    page = device(java_script_enabled=False, locale="fi-FI")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
