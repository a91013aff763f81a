"""Consent, whole: a box that is empty, a receipt in the letter, and a page where it is taken back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import confirm, heading, press, somebody, type_in
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "community-schools"
LINE = "Journey for Justice Alliance may send me e-mail about its work."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_is_ticked_is_confirmed_shown_and_taken_back(
    site: RunningSite, device: Device, scripts: bool
) -> None:
    page, person = device(java_script_enabled=scripts), somebody()
    page.goto(f"/demands/{DEMAND}?partner=j4j")
    type_in(page, person)
    expect(box(page)).not_to_be_checked()
    box(page).check()
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")

    mail = site.mails.wait_for(person.email)[0]
    assert f"“{LINE}” (version 1)" in mail.text()
    page.goto(mail.link())
    expect(page.get_by_text(LINE)).to_be_visible()
    confirm(page, mail)

    page.goto(mail.link("mine"))
    expect(page.get_by_text("You came through Journey for Justice Alliance.")).to_be_visible()
    expect(box(page)).to_be_checked()
    box(page).uncheck()
    press(page, "Save")
    expect(page.locator("#saved")).to_contain_text("Saved.")
    expect(box(page)).not_to_be_checked()
    expect(page.get_by_text("Withdrawn on")).to_be_visible()
    page.reload()
    expect(box(page)).not_to_be_checked()


def test_a_tick_is_set_and_read_with_the_keyboard_alone(device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}?partner=j4j")
    page.get_by_label("ZIP code", exact=True).focus()
    for _step in range(8):
        page.keyboard.press("Tab")
        if box(page).evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(box(page)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="j4jalliance.com")).to_be_visible()


def test_who_lost_the_link_gets_a_new_one_by_mail(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    page.goto(f"/demands/{DEMAND}")
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    site.mails.wait_for(person.email)
    page.goto("/")
    page.get_by_role("link", name="What I signed").click()
    page.get_by_label("E-mail").fill(person.email)
    press(page, "Send me the link")
    expect(heading(page)).to_have_text("Check your mail")
    page.goto(site.mails.wait_for(person.email, 2)[1].link("mine"))
    expect(heading(page)).to_have_text(f"Hello {person.given_name}")


def box(page: Page) -> Locator:
    return page.get_by_role("checkbox", name=LINE)
