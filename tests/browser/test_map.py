"""The map under a finger or a mouse: what a state says, and how it is colored."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import shape
from tests.browser.watching import Device

SAID = """[
  document.querySelector("[data-detail]"),
  document.querySelector("path[data-state=NJ] title"),
  ...[...document.querySelector("tr[data-state=NJ]").cells].slice(1),
].map((element) => element.textContent.trim())"""


def test_a_tap_on_a_state_tells_its_numbers(demo_device: Device) -> None:
    page = demo_device(has_touch=True, viewport={"width": 360, "height": 740})
    page.goto("/")
    shape(page, "CA").tap()
    expect(_detail(page)).to_have_text(
        re.compile(r"California: [\d,]+ signatures, [\d.]+ per 100,000 people")
    )


def test_a_state_says_what_its_row_of_the_table_says(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/")
    page.get_by_text("The same numbers as a table").click()
    shape(page, "NJ").hover()
    # All read at one moment: the counts are live.
    line, title, count, rate = page.evaluate(SAID)
    assert line == f"New Jersey: {count} signatures, {rate} per 100,000 people"
    assert title == f"New Jersey: {count} signatures"


def test_the_chosen_colors_stay_when_the_page_is_loaded_again(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/demands/community-schools")
    by_count = shape(page, "CA").get_attribute("class")
    page.get_by_role("link", name="Per 100,000 people").click()
    by_capita = shape(page, "CA").get_attribute("class")
    assert by_capita != by_count
    expect(page.get_by_role("list", name="Per 100,000 people")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Per 100,000 people")).to_have_attribute("aria-current", "true")
    expect(shape(page, "CA")).to_have_class(by_capita or "")


def _detail(page: Page) -> Locator:
    return page.locator("[data-detail]")
