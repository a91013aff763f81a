"""Every page, for everyone: no barrier that axe finds, at any width, in light and dark, in forced colors."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.gallery import ALLOWED, DESK_PAGES, PAGES, Museum, furnish
from tests.browser.watching import Device
from wechoose.bench.served import Served

AXE = (Path(__file__).parents[1] / "vendor/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A letter is a mail program's content, not a page with landmarks.
LETTER_RULES = RULES[:-1]
# The only ones that can judge differently in the dark: nothing but colors changes there.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

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


@pytest.mark.parametrize("name", [*PAGES, *DESK_PAGES])
def test_every_page_is_without_barriers(demo_device: Device, museum: Museum, name: str) -> None:
    page = _open(demo_device, museum, name)
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


def _open(device: Device, museum: Museum, name: str) -> Page:
    state = museum.leader if name in DESK_PAGES else None
    page = device(allow=ALLOWED.get(name, ()), storage_state=state, reduced_motion="reduce")
    (PAGES | DESK_PAGES)[name](page, museum)
    return page
