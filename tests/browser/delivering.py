"""How leaders deliver, step by step, on the pages."""

from playwright.sync_api import Page, expect

from tests.browser.steps import said

# Two packets, on a machine that has other things to do.
BUILT_WITHIN_MS = 60_000


def fill_in(page: Page, demand: str, group: str = "senators", state: str = "NJ") -> None:
    """An order for one demand to a group of officials of one state."""
    page.goto("/desk/deliveries/new")
    page.locator(f"input[name=demands][value='{demand}']").check()
    page.locator("#group").select_option(group)
    page.locator("#group_state").select_option(state)
    push(page, "add")
    page.locator("#reason").fill("For the hearing in spring")


def push(page: Page, do: str) -> None:
    """A button of the order form."""
    with page.expect_navigation():
        page.locator(f"button[name=do][value='{do}']").first.click()


def order(page: Page, demand: str) -> str:
    """Order for two senators; returns the delivery's address."""
    fill_in(page, demand)
    push(page, "make")
    expect(page.locator("#badge")).to_be_visible()
    return page.url.partition("?")[0]


def wait_until_made(page: Page) -> None:
    """The page follows by itself."""
    ready = said(page, "ready")
    expect(page.locator("#badge")).to_have_text(ready, timeout=BUILT_WITHIN_MS)
