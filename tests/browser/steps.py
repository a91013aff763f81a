"""What people do on the pages, step by step, as they would say it."""

import re
import time
from itertools import count

import msgspec
from playwright.sync_api import Locator, Page, expect

from tests.running import Mail
from wechoose.base import words
from wechoose.leaders import totp

_numbers = count(1)


class Supporter(msgspec.Struct, frozen=True):
    given_name: str
    family_name: str
    email: str
    zip: str


def somebody(zip_code: str = "07102", given_name: str = "Amara", family_name: str = "Okafor") -> Supporter:
    """Somebody whom this site has never met; from Newark, New Jersey, unless said otherwise."""
    return Supporter(given_name, family_name, f"supporter.{next(_numbers)}@example.org", zip_code)


def said(page: Page, english: str) -> str:
    """The words as this page's language has them."""
    before = words.language.set(page.locator("html").get_attribute("lang") or words.SOURCE_LANGUAGE)
    try:
        return words._(english)
    finally:
        words.language.reset(before)


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(said(page, label), exact=True)


def open_live(page: Page, address: str) -> Page:
    """The page, once its stream of counts is open."""
    with page.expect_response("**/stream"):
        page.goto(address)
    return page


def type_in(page: Page, person: Supporter) -> None:
    field(page, "First name").fill(person.given_name)
    field(page, "Last name").fill(person.family_name)
    field(page, "E-mail").fill(person.email)
    field(page, "ZIP code").fill(person.zip)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=said(page, label), exact=True).click()


class Phone:
    """An authenticator app: it remembers secrets, by site and whose they are, and shows no code twice."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, int]] = {}

    def scan(self, site: str, who: str, secret: str) -> None:
        self._known[site, who] = secret, 0

    def show(self, site: str, who: str) -> str:
        secret, last = self._known[site, who]
        # A code ahead of its time is taken, too; for one after that we wait.
        while last > totp.now_step():
            time.sleep(0.5)
        step = max(totp.now_step(), last + 1)
        self._known[site, who] = secret, step
        return totp.code_of(secret, step)


PHONE = Phone()


def come_in(page: Page, link: str, who: str = "owner") -> Page:
    """To the desk, by a sign-in link and an app, which is set up the first time."""
    page.goto(link)
    press(page, "Sign in to the desk")
    if page.get_by_label(said(page, "Code from your app")).count() == 0:
        return set_up_app(page, who)
    field(page, "Code from your app").fill(PHONE.show(_site_of(page), who))
    press(page, "Go on")
    return page


def set_up_app(page: Page, who: str) -> Page:
    """From the choice of second factors to the desk."""
    page.get_by_role("link", name=said(page, "An authenticator app")).click()
    secret = (page.locator(".secret").text_content() or "").replace(" ", "")
    PHONE.scan(_site_of(page), who, secret)
    field(page, "Code").fill(PHONE.show(_site_of(page), who))
    press(page, "This is my app")
    page.get_by_role("link", name=said(page, "I have them: go to the desk")).click()
    return page


def _site_of(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def sign(page: Page, slug: str, person: Supporter) -> None:
    """Until the page that sends people to their mailbox."""
    page.goto(f"/demands/{slug}")
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text(said(page, "Check your mail"))


def tap_in_letter(page: Page, mail: Mail) -> None:
    """On the button of the letter, in a mail program, which has no policy of ours."""
    page.goto("about:blank")
    page.set_content(mail.text("html"))
    page.get_by_role("link", name=re.compile("^Confirm my signature")).click()


def confirm(page: Page, mail: Mail) -> None:
    """From the letter's link to the thanks."""
    page.goto(mail.link())
    press_yes(page)


def press_yes(page: Page) -> None:
    press(page, "Yes, count my signature")
    expect(heading(page)).to_have_text(said(page, "Thank you. Your signature counts."))


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def counter(page: Page, slug: str) -> Locator:
    """The number of a demand on this page; "*" is all of them together."""
    return page.locator(f'[data-count="{slug}"]')


def number(locator: Locator) -> int:
    return int((locator.text_content() or "").replace(",", ""))


def row(page: Page, state: str) -> Locator:
    return page.get_by_role("row", name=re.compile(f"^{state} "))


def shape(page: Page, usps: str) -> Locator:
    return page.locator(f'path[data-state="{usps}"]')


def announcement(page: Page) -> Locator:
    """What a screen reader is told of the counts."""
    return page.get_by_role("status").filter(has_text="verified signature")
