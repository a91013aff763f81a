"""The count says when it is not live, comes back by itself, and never goes back."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import confirm, counter, number, open_live, sign, somebody
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "end-state-takeovers"

KEEP_EVERY_NUMBER = """element => {
  window.shown = [element.textContent];
  new MutationObserver(() => window.shown.push(element.textContent))
    .observe(element, { childList: true, characterData: true, subtree: true });
}"""


def test_a_page_outlives_its_server(site: RunningSite, device: Device) -> None:
    pages = [open_live(device(), address) for address in (f"/demands/{DEMAND}", "/")]
    _sign_and_confirm(site, device)
    counters = [counter(page, DEMAND) for page in pages]
    for page, shown in zip(pages, counters, strict=True):
        expect(_notice(page)).to_be_hidden()
        expect(shown).not_to_have_text("0")
        shown.evaluate(KEEP_EVERY_NUMBER)
    before = [number(shown) for shown in counters]

    site.stop()
    for page in pages:
        expect(_notice(page)).to_have_text(
            re.compile(r"Not live at the moment\. The count shown is from \d+:\d\d.[AP]M\.")
        )
    assert [number(shown) for shown in counters] == before

    site.start()
    for page in pages:
        expect(_notice(page)).to_be_hidden()
    _sign_and_confirm(site, device)
    for page, shown, count in zip(pages, counters, before, strict=True):
        expect(shown).to_have_text(f"{count + 1}")
        seen = [int(text) for text in page.evaluate("shown")]
        assert seen == sorted(seen)


def _sign_and_confirm(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    sign(page, DEMAND, person)
    confirm(page, site.mails.wait_for(person.email)[0])


def _notice(page: Page) -> Locator:
    return page.locator("[data-stale]")
