"""The links in a letter: used again, too old, broken, or in the hands of somebody who never signed."""

from playwright.sync_api import Page, expect

from tests.browser.sites import expired, let_days_pass
from tests.browser.steps import (
    announcement,
    confirm,
    counter,
    heading,
    number,
    open_live,
    press,
    sign,
    somebody,
)
from tests.browser.watching import Device
from tests.running import Mail, RunningSite

DEMAND = "end-zero-tolerance"


def test_a_used_link_says_thanks_again_and_counts_nothing(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    confirm(page, mail)
    counted = number(counter(page, DEMAND))
    other = device()
    other.goto(mail.link())
    expect(heading(other)).to_have_text("Thank you. Your signature counts.")
    expect(counter(other, DEMAND)).to_have_text(f"{counted}")


def test_a_link_that_is_too_old_offers_a_new_one(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    let_days_pass(site)
    page.goto(expired(site, mail.link()))
    expect(heading(page)).to_have_text("This link is too old")
    press(page, "Send me a new link")
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, _newest(site, person.email))


def test_a_broken_link_asks_for_the_address_and_sends_a_new_one(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    let_days_pass(site, 1)
    page.goto(mail.link()[:-7])
    expect(heading(page)).to_have_text("This link does not work")
    _ask_with(page, "supporter at example.org")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value("supporter at example.org")
    _ask_with(page, person.email)
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, _newest(site, person.email))


def test_a_stranger_asking_for_a_link_is_told_the_same(device: Device) -> None:
    page = device()
    page.goto("/confirmations/not-a-token")
    _ask_with(page, "nobody.signed@example.org")
    expect(
        page.get_by_text("If a signature is waiting for that address, a new link is on its way.")
    ).to_be_visible()


def test_this_was_not_me_lowers_the_count_of_open_pages(site: RunningSite, device: Device) -> None:
    open_page, page, person = device(), device(), somebody()
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    confirm(page, mail)
    counted = number(counter(page, DEMAND))
    open_live(open_page, f"/demands/{DEMAND}")
    expect(counter(open_page, DEMAND)).to_have_text(f"{counted}")
    owner = device()
    owner.goto(mail.link("disavowals"))
    expect(counter(open_page, DEMAND)).to_have_text(f"{counted}")
    press(owner, "This was not me: remove it and stop writing to me")
    expect(heading(owner)).to_have_text("Removed")
    expect(counter(open_page, DEMAND)).to_have_text(f"{counted - 1}")
    expect(announcement(open_page)).to_contain_text(f"{counted - 1} verified signature")
    owner.goto(mail.link())
    expect(heading(owner)).to_have_text("This link does not work")


def test_stopping_the_mail_keeps_the_signature(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    confirm(page, mail)
    counted = number(counter(page, DEMAND))
    page.goto(mail.link("mail-stops"))
    press(page, "Stop all mail to this address")
    expect(heading(page)).to_have_text("Done. We do not write to you again.")
    page.goto(f"/demands/{DEMAND}")
    expect(counter(page, DEMAND)).to_have_text(f"{counted}")


def _ask_with(page: Page, address: str) -> None:
    page.get_by_label("E-mail").fill(address)
    press(page, "Send me a new link")


def _newest(site: RunningSite, address: str) -> Mail:
    return site.mails.wait_for(address, 2)[-1]
