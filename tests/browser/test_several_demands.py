"""Two demands at once: one form, one letter, one tap."""

from playwright.sync_api import expect

from tests.browser.steps import (
    counter,
    heading,
    number,
    open_live,
    press,
    press_yes,
    somebody,
    tap_in_letter,
    type_in,
)
from tests.browser.watching import Device
from tests.running import RunningSite

FIRST, SECOND = "teachers-of-color", "elected-school-boards"


def test_one_tap_counts_for_both(site: RunningSite, device: Device) -> None:
    home, page, person = open_live(device(), "/"), device(), somebody()
    before = {slug: number(counter(home, slug)) for slug in (FIRST, SECOND, "*")}
    page.goto(f"/demands/{FIRST}")
    type_in(page, person)
    page.get_by_text("Sign more demands at once (8)").click()
    page.locator(f"input[value={SECOND}]").check()
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    [mail] = site.mails.wait_for(person.email)
    tap_in_letter(page, mail)
    press_yes(page)
    for slug, more in {FIRST: 1, SECOND: 1, "*": 2}.items():
        expect(counter(home, slug)).to_have_text(f"{before[slug] + more}")
    assert site.mails.to(person.email) == [mail]
