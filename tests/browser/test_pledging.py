"""A pledge from the first tick to its bar, with a letter or right after another signature, also without scripts."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.gallery import open_captured
from tests.browser.steps import counter, heading, number, open_live, press, press_yes, sign, somebody, type_in
from tests.browser.watching import Device

DEMAND = "elected-school-boards"
PLEDGE = "we-choose-to-act"
CALL = "call-my-legislator"


def test_an_act_is_counted_before_the_eyes_of_who_watches(demo_device: Device) -> None:
    watching = open_live(demo_device(), f"/demands/{PLEDGE}")
    pledges, calls = number(counter(watching, PLEDGE)), number(_act(watching, CALL))
    page, person = demo_device(), somebody()
    page.goto(f"/demands/{PLEDGE}")
    page.get_by_label("Call my legislator").check()
    page.get_by_label("Bring five neighbors, or more").check()
    page.get_by_label("How many neighbors?").fill("12")
    type_in(page, person)
    press(page, "Pledge")
    expect(heading(page)).to_have_text("Check your mail")
    open_captured(page, person)
    page.locator(".mail-text a[href*='/confirmations/']").click()
    expect(page.get_by_text("Bring five neighbors, or more: 12")).to_be_visible()
    press(page, "Yes, count my pledge")
    expect(heading(page)).to_have_text("Thank you. Your pledge counts.")
    expect(counter(watching, PLEDGE)).to_have_text(f"{pledges + 1:,}")
    expect(_act(watching, CALL)).to_have_text(f"{calls + 1:,}")
    expect(watching.locator(f'[data-act-bar="{CALL}"]')).to_have_js_property("value", calls + 1)


def test_who_was_just_counted_pledges_without_typing_again(demo_device: Device) -> None:
    for scripts in (True, False):
        page, person = demo_device(java_script_enabled=scripts), somebody()
        sign(page, DEMAND, person)
        open_captured(page, person)
        page.locator(".mail-text a[href*='/confirmations/']").click()
        press_yes(page)
        page.get_by_role("link", name="Pledge to act, without typing again").click()
        expect(page.get_by_role("textbox")).to_have_count(0)
        press(page, "Pledge")
        page.get_by_role("link", name="Choose at least one thing that you will do.").click()
        page.get_by_label("Speak at a town hall").check()
        press(page, "Pledge")
        expect(heading(page)).to_have_text("Thank you. Your pledge counts.")


def test_what_an_act_asks_for_shows_once_it_is_chosen(demo_device: Device) -> None:
    page = demo_device(java_script_enabled=False)
    page.goto(f"/demands/{PLEDGE}")
    field = page.get_by_label("How many neighbors?")
    expect(field).to_be_hidden()
    page.get_by_label("Bring five neighbors, or more").check()
    expect(field).to_be_visible()


def _act(page: Page, code: str) -> Locator:
    return page.locator(f'[data-act="{code}"]')
