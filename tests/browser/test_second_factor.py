"""Leaders prove themselves: with a passkey of the browser's own, with an app and no script, with a code from paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.sites import run_sql, sign_in_link
from tests.browser.steps import PHONE, field, heading, press, set_up_app
from tests.browser.watching import Device, devices
from tests.running import RunningSite, running_site

LIST = "/desk/demands/community-schools/list"
LONG_AGO = "update sessions set factor_at = factor_at - interval '16 minutes'"
NO_CODE_USED = "update authenticators set last_step = 0"


@pytest.fixture(scope="module")
def named(chromium: Browser) -> Iterator[RunningSite]:
    """A site that has a name, as passkeys want it."""
    with running_site(workers=1, host="localhost") as running:
        yield running


@pytest.fixture
def named_device(chromium: Browser, named: RunningSite) -> Iterator[Device]:
    with devices(chromium, named.url, {}) as new:
        yield new


class Authenticator:
    """Chromium's own, in software: it finds a finger on its sensor as often as it is told."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._name = {"authenticatorId": added["authenticatorId"]}

    def finger(self, *, is_right: bool) -> None:
        self._session.send("WebAuthn.setUserVerified", self._name | {"isUserVerified": is_right})

    def keys(self) -> list[object]:
        return self._session.send("WebAuthn.getCredentials", self._name)["credentials"]


def test_a_passkey_is_made_signs_in_alone_and_opens_a_list_again(
    named: RunningSite, named_device: Device
) -> None:
    page = named_device(allow=("cookie",))
    authenticator = Authenticator(page)
    page.goto(sign_in_link(named))
    press(page, "Sign in to the desk")
    expect(heading(page)).to_have_text("One more thing that only you have")
    page.get_by_role("link", name="A passkey").click()
    expect(field(page, "What you call it")).to_have_value("Chrome, Linux")
    field(page, "What you call it").fill("My computer")
    authenticator.finger(is_right=False)
    press(page, "Make the passkey")
    expect(page.get_by_role("alert")).to_contain_text("The browser gave us no passkey.")
    authenticator.finger(is_right=True)
    press(page, "Make the passkey")
    expect(heading(page)).to_have_text("Keep these ten codes on paper")
    expect(page.locator(".codes li")).to_have_count(10)
    assert len(authenticator.keys()) == 1
    page.get_by_role("link", name="I have them: go to the desk").click()
    expect(heading(page)).to_have_text("Demands")

    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    expect(heading(page)).to_have_text("Demands")
    page.get_by_role("link", name="owner@example.org").click()
    expect(page.get_by_role("rowheader", name="My computer")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)

    page.goto(LIST)
    expect(page.get_by_label("What is it for?")).to_be_visible()
    run_sql(named, LONG_AGO)
    page.get_by_label("What is it for?").fill("Visit to the school board")
    press(page, "Download CSV")
    expect(heading(page)).to_have_text("Show that it is you")
    with page.expect_download() as caught:
        press(page, "Use a passkey")
    assert caught.value.suggested_filename.endswith(".csv")
    run_sql(named, LONG_AGO)
    page.goto(LIST)
    expect(heading(page)).to_have_text("Show that it is you")
    press(page, "Use a passkey")
    expect(page).to_have_url(f"{named.url}{LIST}")
    page.goto("/desk/audit")
    expect(page.get_by_role("row").filter(has_text="Visit to the school board")).to_have_count(1)


def test_an_app_does_without_any_script_and_a_code_from_paper_helps_out(
    site: RunningSite, device: Device
) -> None:
    page, who = device(allow=("cookie",), java_script_enabled=False), "paper@example.org"
    page.goto(sign_in_link(site, who))
    press(page, "Sign in to the desk")
    page.get_by_role("link", name="An authenticator app").click()
    field(page, "Code").fill("000000")
    press(page, "This is my app")
    expect(page.get_by_role("alert")).to_contain_text("This is not the code that belongs to it.")
    page.get_by_role("link", name="Another way").click()
    set_up_app(page, who)
    expect(heading(page)).to_have_text("Demands")

    run_sql(site, LONG_AGO)
    page.goto(f"{LIST}")
    run_sql(site, NO_CODE_USED)
    expect(heading(page)).to_have_text("Show that it is you")
    field(page, "Code from your app").fill(PHONE.show(site.url, who))
    press(page, "Go on")
    expect(page.get_by_label("What is it for?")).to_be_visible()
    page.get_by_label("What is it for?").fill('Visit to the "board" <b>')
    run_sql(site, LONG_AGO)
    press(page, "Download CSV")
    expect(heading(page)).to_have_text("Show that it is you")
    field(page, "Code from your app").fill("000 000")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    run_sql(site, NO_CODE_USED)
    field(page, "Code from your app").fill(PHONE.show(site.url, who))
    with page.expect_download() as caught:
        press(page, "Go on")
    assert caught.value.suggested_filename.endswith(".csv")
    page.goto("/desk/audit")
    expect(page.get_by_role("row").filter(has_text='Visit to the "board" <b>')).to_have_count(1)

    page.get_by_role("link", name=who).click()
    press(page, "Make ten new ones")
    code = page.locator(".codes code").nth(4).text_content() or ""
    page.goto("/desk")
    press(page, "Sign out")
    page.goto(sign_in_link(site, who))
    press(page, "Sign in to the desk")
    page.get_by_text("Use a recovery code").click()
    field(page, "Recovery code").fill(code)
    press(page, "Go on with this code")
    page.goto("/desk/me")
    expect(page.get_by_text("9 codes are left.")).to_be_visible()


def test_a_leader_asks_for_the_link_and_finds_it_in_the_mailbox(site: RunningSite, device: Device) -> None:
    who = "asking@example.org"
    sign_in_link(site, who)
    page = device(allow=("cookie",))
    page.goto("/desk")
    field(page, "E-mail").fill(who)
    press(page, "Send me the link")
    expect(heading(page)).to_have_text("Check your mail")
    letter = site.mails.wait_for(who)[0]
    assert letter.message["Subject"] == "Your sign-in link"
    link = re.search(r"http\S+/desk/sign-in/\S+", letter.text())
    assert link
    page.goto(link[0])
    press(page, "Sign in to the desk")
    set_up_app(page, who)
    expect(heading(page)).to_have_text("Demands")
    told = [mail.message["Subject"] for mail in site.mails.wait_for(who, 2)]
    assert "Something changed in how you sign in" in told
