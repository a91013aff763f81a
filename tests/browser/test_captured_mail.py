"""On a site without a mail server the letter is read, and its link tapped, in the browser."""

from playwright.sync_api import expect

from tests.browser.gallery import open_captured
from tests.browser.steps import counter, heading, number, press, sign, somebody
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "community-schools"


def test_the_demo_is_signed_and_confirmed_without_leaving_it(demo_device: Device) -> None:
    page, person = demo_device(), somebody()
    page.goto(f"/demands/{DEMAND}")
    before = number(counter(page, DEMAND))
    sign(page, DEMAND, person)
    page.get_by_role("link", name="This site keeps its mail here: read it").click()
    expect(heading(page)).to_have_text("Captured mail")
    open_captured(page, person)
    expect(heading(page)).to_contain_text("Confirm your signature")
    page.get_by_role("link", name="See it as mail programs show it").click()
    expect(heading(page)).to_have_text("One more tap, and your signature counts")
    page.get_by_role("link", name="Confirm my signature").click()
    press(page, "Yes, count my signature")
    expect(heading(page)).to_have_text("Thank you. Your signature counts.")
    expect(counter(page, DEMAND)).to_have_text(f"{before + 1:,}")


def test_a_site_with_a_mail_server_keeps_no_mail(site: RunningSite, device: Device) -> None:
    page = device()
    answer = page.goto("/dev/mail")
    assert answer is not None
    assert answer.status == 404
    expect(heading(page)).to_have_text("There is nothing at this address.")
