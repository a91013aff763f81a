"""Every page, for everyone: no barrier that axe finds, at any width, in light and dark, in forced colors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.gallery import ALLOWED, DESK_PAGES, OUT_OF_ORDER, PAGES, Museum, furnish
from tests.browser.watching import Device, devices
from wechoose.bench.served import Served

AXE = (Path(__file__).parents[1] / "vendor/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A letter is a mail program's content, not a page with landmarks.
LETTER_RULES = RULES[:-1]
# The only ones that can judge differently in the dark: nothing but colors changes there.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

# With its table open a page shows all that it shows without, so that one is looked at.
NAMES = [name for name in (*PAGES, *DESK_PAGES) if f"{name}-table" not in PAGES]

# 320 pixels are also a window of 1280 by 1024 at 400 % zoom.
WINDOWS: tuple[ViewportSize, ...] = ({"width": 1280, "height": 1024}, {"width": 320, "height": 256})

BARRIERS = """async (only) => {
  const { violations } = await axe.run({ runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\\n${html}\\n${failureSummary}`));
}"""

STICKS_OUT = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def museum(chromium: Browser, demo: Served) -> Museum:
    return furnish(demo, chromium)


@pytest.fixture(scope="module")
def rooms(chromium: Browser, museum: Museum) -> Iterator[dict[str, Page]]:
    """A window for visitors and one for a leader, for page after page: new ones would cost as much as a look."""
    with devices(chromium, museum.site.url, {}) as device:
        yield {
            "visitor": device(reduced_motion="reduce"),
            "leader": device(allow=("cookie",), reduced_motion="reduce", storage_state=museum.leader),
        }


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_without_barriers(
    rooms: dict[str, Page], demo_device: Device, museum: Museum, name: str
) -> None:
    page = _room(rooms, demo_device, name)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(WINDOWS[0])
    (PAGES | DESK_PAGES)[name](page, museum)
    page.evaluate(AXE)
    rules = LETTER_RULES if name == "letter" else RULES
    found = []
    for window in WINDOWS:
        page.set_viewport_size(window)
        page.emulate_media(color_scheme="light")
        found += [f"{window} light: {barrier}" for barrier in page.evaluate(BARRIERS, rules)]
        page.emulate_media(color_scheme="dark")
        found += [f"{window} dark: {barrier}" for barrier in page.evaluate(BARRIERS, COLOR_RULES)]
        if page.evaluate(STICKS_OUT):
            found.append(f"{window}: the page is wider than its window")
    page.emulate_media(forced_colors="active")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert not found, "\n\n".join(found)


def test_axe_finds_barriers_where_there_are_some(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/demands/privatization-moratorium/check-your-mail")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('.lead').style.color = '#ccc'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    rules = {barrier.partition(":")[0] for barrier in page.evaluate(BARRIERS, RULES)}
    assert rules == {"color-contrast", "html-has-lang"}


def _room(rooms: dict[str, Page], device: Device, name: str) -> Page:
    if name in OUT_OF_ORDER:
        return device(allow=ALLOWED.get(name, ()), reduced_motion="reduce")
    return rooms["leader" if name in DESK_PAGES else "visitor"]
