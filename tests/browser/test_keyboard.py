"""With a keyboard alone: every stop is visible, and everything can be done."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.focus import focus_shows
from tests.browser.steps import announcement, heading, somebody
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "end-test-overreliance"
MOST_STOPS = 120

WHERE = "() => document.activeElement.outerHTML.slice(0, 200)"


def test_signing_from_the_first_tab_to_the_thanks(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody()
    page.goto(f"/demands/{DEMAND}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    for label, text in (
        ("First name", person.given_name),
        ("Last name", person.family_name),
        ("E-mail", person.email),
        ("ZIP code", person.zip),
    ):
        _tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    _tab_to(page, page.locator("summary").filter(has_text="Sign more demands at once"))
    page.keyboard.press("Enter")
    _tab_to(page, page.locator("input[name=demands]").nth(1))
    page.keyboard.press("Space")
    expect(page.locator("input[name=demands]:checked")).to_have_count(1)
    _tab_to(page, page.get_by_role("button", name="Sign", exact=True))
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Check your mail")
    page.goto(site.mails.wait_for(person.email)[0].link())
    _tab_to(page, page.get_by_role("button", name="Yes, count my signature"))
    page.keyboard.press("Space")
    expect(heading(page)).to_have_text("Thank you. Your signature counts.")


def test_the_map_is_one_stop_and_its_states_answer_to_arrows(device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}")
    detail = page.locator("[data-detail]")
    expect(detail).to_contain_text("Tab to the map, then the arrow keys")
    _tab_to(page, _state(page, "AL"))
    expect(detail).to_contain_text("Alabama: 0 signatures")
    for key, usps, name in (
        ("ArrowRight", "AK", "Alaska"),
        ("ArrowDown", "AS", "American Samoa"),
        ("ArrowLeft", "AK", "Alaska"),
        ("End", "WY", "Wyoming"),
        ("ArrowRight", "AL", "Alabama"),
        ("ArrowUp", "WY", "Wyoming"),
        ("Home", "AL", "Alabama"),
    ):
        page.keyboard.press(key)
        expect(_state(page, usps)).to_be_focused()
        expect(detail).to_contain_text(name)
        _assert_focus_shows(page)
    page.keyboard.press("Tab")
    expect(page.locator("summary").filter(has_text="The same numbers as a table")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(_state(page, "AL")).to_be_focused()


def test_the_map_is_recolored_with_a_keyboard(device: Device) -> None:
    page = device()
    page.goto("/")
    capita = page.get_by_role("link", name="Per 100,000 people")
    _tab_to(page, capita)
    page.keyboard.press("Enter")
    expect(capita).to_have_attribute("aria-current", "true")
    expect(capita).to_be_focused()
    expect(_state(page, "AL")).to_have_accessible_name("Alabama: 0 signatures per 100,000 people")
    expect(announcement(page)).to_have_count(0)


def test_every_stop_of_a_phone_sized_page_is_visible(device: Device) -> None:
    for address in ("/", f"/demands/{DEMAND}"):
        page = device(viewport={"width": 360, "height": 640})
        page.goto(address)
        stops = 0
        while _tab(page):
            _assert_focus_shows(page)
            stops += 1
            assert stops < MOST_STOPS
        assert stops > 10


def _tab(page: Page) -> bool:
    """To the next stop; False when the page has no more."""
    page.keyboard.press("Tab")
    return page.evaluate("() => document.activeElement !== document.body")


def _tab_to(page: Page, target: Locator) -> None:
    for _stop in range(MOST_STOPS):
        assert _tab(page), "the target has no place in the order of the Tab key"
        _assert_focus_shows(page)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the target is too many stops away")


def _assert_focus_shows(page: Page) -> None:
    assert focus_shows(page) == {"drawn": True, "bare": True}, page.evaluate(WHERE)


def _state(page: Page, usps: str) -> Locator:
    return page.locator(f'path[data-state="{usps}"]')
