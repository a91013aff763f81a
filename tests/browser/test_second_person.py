"""Two owners: one invites the other, asks for a list of all states, and takes it once the other approved."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.sites import sign_in_link
from tests.browser.steps import come_in, confirm, field, heading, press, sign, somebody
from tests.browser.watching import Device, devices
from tests.running import RunningSite, running_site

DEMAND = "national-equity-assessment"
BEA = "bea@example.org"


@pytest.fixture
def own_site(chromium: Browser) -> Iterator[RunningSite]:
    """Of its own: with two owners, lists would wait in all other journeys, too."""
    with running_site(workers=1) as site:
        yield site


@pytest.fixture
def own_device(chromium: Browser, own_site: RunningSite) -> Iterator[Device]:
    with devices(chromium, own_site.url, {}) as device:
        yield device


def test_what_two_owners_decide_one_can_not(own_site: RunningSite, own_device: Device) -> None:
    signer, person = own_device(), somebody("07102", "Amara", "Okafor")
    sign(signer, DEMAND, person)
    confirm(signer, own_site.mails.wait_for(person.email)[0])

    ann = come_in(own_device(allow=("cookie",)), sign_in_link(own_site), "ann")
    _invite(ann, BEA)
    bea = own_device(allow=("cookie",))
    come_in(bea, own_site.mails.wait_for(BEA)[0].link("desk/sign-in"), "bea")
    expect(heading(bea)).to_have_text("Demands")

    ann.goto(f"/desk/demands/{DEMAND}/list")
    expect(ann.get_by_text("waits until another owner approves it")).to_be_visible()
    field(ann, "What is it for?").fill("Hearing in Trenton")
    press(ann, "Download CSV")
    expect(ann.get_by_role("status")).to_contain_text("Another owner decides")

    assert own_site.mails.wait_for(BEA, 2)
    bea.goto("/desk")
    bea.get_by_role("link", name="Approvals").click()
    bea.get_by_role("link", name="The list of all who signed").click()
    press(bea, "Approve")
    expect(bea.get_by_role("alert")).to_contain_text("why you decide so")
    field(bea, "Why?").fill("As we said")
    press(bea, "Approve")
    expect(bea.get_by_role("status")).to_contain_text("Approved")
    expect(bea.get_by_role("button", name="Get the file")).to_have_count(0)

    ann.reload()
    with ann.expect_download() as caught:
        press(ann, "Get the file")
    assert "Amara Okafor" in caught.value.path().read_text(encoding="utf-8-sig")
    ann.reload()
    expect(ann.get_by_text("The file was taken on")).to_be_visible()


def _invite(page: Page, email: str) -> None:
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name="Invite a leader").click()
    field(page, "E-mail").fill(email)
    page.get_by_label("Owner: everything").check()
    field(page, "Why?").fill("We decide in twos")
    press(page, "Invite")
    expect(page.get_by_role("status")).to_contain_text("Invited")
