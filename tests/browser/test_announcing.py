"""A screen reader hears how the count rises, and is not talked over by it."""

from playwright.sync_api import Page, expect

from tests.browser.watching import Device

DEMAND = "end-zero-tolerance"

# A stream that says what the test says, when it says it.
STREAM = """
window.EventSource = class extends EventTarget {
  constructor() { super(); window.stream = this; }
  close() {}
};
window.told = [];
addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-announce]");
  new MutationObserver(() => window.told.push(line.textContent)).observe(line, { childList: true });
});
"""
TELL = """(counts) => {
  const data = JSON.stringify({ as_of: new Date().toISOString(), states: {}, ...counts });
  window.stream.dispatchEvent(new MessageEvent("counts", { data }));
}"""


def test_it_is_told_at_most_every_twenty_seconds_and_only_what_is_new(demo_device: Device) -> None:
    page = _listening(demo_device(locale="en-US"))
    _count(page, 100)
    page.clock.run_for(60_000)
    assert _told(page) == []
    for more in range(1, 60):
        _count(page, 100 + more)
        page.clock.run_for(1_000)
    assert _told(page) == [f"{count} verified signatures now" for count in (101, 120, 140)]
    page.clock.run_for(60_000)
    assert _told(page)[3:] == ["159 verified signatures now"]
    _count(page, 159)
    page.clock.run_for(60_000)
    assert len(_told(page)) == 4


def test_it_is_told_in_the_language_of_the_page(demo_device: Device) -> None:
    page = _listening(demo_device(locale="es-US"))
    _count(page, 100)
    _count(page, 1_101)
    page.clock.run_for(1_000)
    assert _told(page) == ["ahora 1,101 firmas verificadas"]


def test_nothing_else_of_the_counts_is_read_out(demo_device: Device) -> None:
    page = demo_device()
    page.goto(f"/demands/{DEMAND}")
    loud = page.locator("[aria-live], [role=status], [role=alert], [role=log], output")
    for region in loud.all():
        expect(region.locator("[data-count], [data-act], [data-verified]")).to_have_count(0)
        expect(region).to_have_text("")


def test_nothing_moves_where_motion_is_unwelcome(demo_device: Device) -> None:
    for wish, moves in (("no-preference", True), ("reduce", False)):
        page = demo_device(reduced_motion=wish)
        page.add_init_script(STREAM)
        page.goto(f"/demands/{DEMAND}")
        page.wait_for_function("window.stream")
        _count(page, 49_000)
        expect(page.locator(f'[data-count="{DEMAND}"]')).to_have_text("49,000")
        assert (page.evaluate("document.getAnimations().length") > 0) == moves
        still = page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration")
        assert (still != "0s") == moves


def _listening(page: Page) -> Page:
    page.clock.install(time="2026-11-03T10:00:00Z")
    page.add_init_script(STREAM)
    page.goto(f"/demands/{DEMAND}")
    page.wait_for_function("window.stream")
    page.clock.pause_at("2026-11-03T10:10:00Z")
    return page


def _count(page: Page, verified: int) -> None:
    page.evaluate(TELL, {"demand": DEMAND, "verified": verified, "goal": 50_000})


def _told(page: Page) -> list[str]:
    return page.evaluate("window.told")
