"""A signer's own page on a phone, without scripts: mend the ZIP code, hide the name, take back, be erased."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.gallery import open_captured
from tests.browser.steps import Supporter, confirm, counter, heading, number, press, row, sign, somebody
from tests.browser.watching import Device
from tests.running import RunningSite
from wechoose.bench.served import Served

DEMAND = "restorative-justice"
PHONE = {"width": 390, "height": 844}


def test_everything_on_it_works_on_a_phone_without_scripts(site: RunningSite, device: Device) -> None:
    page, person = device(java_script_enabled=False, viewport=PHONE), somebody()
    mine = _counted(page, site, person)

    page.get_by_text("Correct my name or my ZIP code").click()
    page.get_by_role("textbox", name="ZIP code").fill("4820")
    _save(page, "details")
    expect(page.get_by_role("link", name=re.compile("A ZIP code has five digits"))).to_be_visible()
    page.get_by_role("textbox", name="ZIP code").fill("48201")
    _save(page, "details")
    expect(page.locator("#saved")).to_contain_text("Saved.")
    expect(page.locator(".facts")).to_contain_text("48201, Michigan")
    page.goto(f"/demands/{DEMAND}")
    page.get_by_text("The same numbers as a table").click()
    expect(row(page, "Michigan")).to_be_visible()

    page.goto(mine)
    page.get_by_role("radio", name=f"Yes, my first name: {person.given_name}").check()
    press(page, "Save this choice")
    expect(page.locator("#saved")).to_contain_text("Your name may be shown from now on.")
    page.get_by_role("radio", name="No, to nobody").check()
    press(page, "Save this choice")
    expect(page.locator("#saved")).to_contain_text("Your name is not shown any more.")

    page.goto(f"/demands/{DEMAND}")
    before = number(counter(page, DEMAND))
    page.goto(mine)
    page.get_by_text("Take it back").click()
    press(page, "Take back this signature")
    expect(page.locator("#saved")).to_contain_text("Taken back.")
    page.goto(f"/demands/{DEMAND}")
    expect(counter(page, DEMAND)).to_have_text(f"{before - 1}")

    page.goto(mine)
    page.get_by_text("Erase me", exact=True).click()
    press(page, "Erase me now")
    expect(page.get_by_text("Tick the box to say that you want to be erased.")).to_be_visible()
    page.get_by_label("Yes, erase me").check()
    press(page, "Erase me now")
    expect(heading(page)).to_have_text("Your data are erased")


def test_the_link_is_good_no_more_once_erased(site: RunningSite, device: Device) -> None:
    page, person = device(allow=("410",)), somebody()
    mine = _counted(page, site, person)
    page.get_by_text("Erase me", exact=True).click()
    page.get_by_label("Yes, erase me").check()
    press(page, "Erase me now")
    expect(heading(page)).to_have_text("Your data are erased")
    page.goto(mine)
    expect(heading(page)).to_have_text("This link is not good any more")


def test_what_waits_is_counted_from_the_page_and_told_by_mail(site: RunningSite, device: Device) -> None:
    page, person = device(viewport={"width": 320, "height": 640}), somebody()
    sign(page, DEMAND, person)
    page.goto(site.mails.wait_for(person.email)[0].link("mine"))
    press(page, "Yes, count my signature")
    expect(page.locator("#saved")).to_contain_text("Your signatures are counted.")
    expect(page.get_by_text("Counted since")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_file_with_everything_is_kept(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    _counted(page, site, person)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my data").click()
    data = json.loads(download.value.path().read_text())
    assert data["person"]["email"] == person.email
    assert [each["demand"] for each in data["signatures"]] == [DEMAND]


def test_acts_of_a_pledge_are_changed_without_scripts(demo: Served, demo_device: Device) -> None:
    page = demo_device(java_script_enabled=False, viewport=PHONE)
    person = somebody()
    page.goto("/demands/we-choose-to-act")
    page.locator("#given_name").fill(person.given_name)
    page.locator("#family_name").fill(person.family_name)
    page.locator("#email").fill(person.email)
    page.locator("#zip").fill(person.zip)
    page.locator("input[name=acts]").first.check()
    page.locator("form.form button.button-main").click()
    expect(heading(page)).to_have_text("Check your mail")
    page.goto(_mine_in_captured(page, person))
    press(page, "Yes, count my signature")
    page.get_by_role("link", name="Change what you pledged").click()
    page.locator("input[name=acts]").first.uncheck()
    page.locator("input[name=acts]").nth(1).check()
    title = page.locator("label.tick", has=page.locator("input[name=acts]")).nth(1).inner_text()
    press(page, "Save")
    expect(page.locator("#saved")).to_contain_text("Your pledge is as you see it here.")
    expect(page.locator(".pledged li")).to_have_text([title])


def _counted(page: Page, site: RunningSite, person: Supporter) -> str:
    """Until the page of somebody who counts; its address."""
    sign(page, DEMAND, person)
    mail = site.mails.wait_for(person.email)[0]
    confirm(page, mail)
    page.goto(mail.link("mine"))
    expect(heading(page)).to_have_text(f"Hello {person.given_name}")
    return mail.link("mine")


def _save(page: Page, act: str) -> None:
    with page.expect_navigation():
        page.locator(f"form[action*='/{act}'] .button").click()


def _mine_in_captured(page: Page, person: Supporter) -> str:
    open_captured(page, person)
    return page.locator(".mail-text a[href*='/mine/']").get_attribute("href") or ""
