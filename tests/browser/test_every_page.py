"""Every page, for everyone: no barrier that axe finds, nothing lost in any window or language, in light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.english import english_left
from tests.browser.focus import focus_hidden
from tests.browser.gallery import ALLOWED, DESK_PAGES, OUT_OF_ORDER, PAGES, SHOWN_BY, Museum, furnish
from tests.browser.layout import lost
from tests.browser.watching import Device, devices
from wechoose.base.paths import tree
from wechoose.bench.served import Served

AXE = (Path(__file__).parents[1] / "vendor/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A letter is a mail program's content, not a page with landmarks.
LETTER_RULES = RULES[:-1]
# The only ones that can judge differently in the dark: nothing but colors changes there.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# axe looks for it only when asked by name.
TARGET_RULES = {"type": "rule", "values": ["target-size"]}

# With its table open a page shows all that it shows without, so that one is looked at.
NAMES = [name for name in (*PAGES, *DESK_PAGES) if f"{name}-table" not in PAGES]

# 320 pixels are also a window of 1280 by 1024 at 400 % zoom.
WIDE: ViewportSize = {"width": 1280, "height": 1024}
NARROW: ViewportSize = {"width": 320, "height": 256}
# Spanish is the same page with longer words: where there is room for them, axe would find the same again.
LOCALES: dict[str, tuple[ViewportSize, ...]] = {"en-US": (WIDE, NARROW), "es-US": (NARROW,)}

BARRIERS = """async (only) => {
  const { violations } = await axe.run({ runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\\n${html}\\n${failureSummary}`));
}"""


@pytest.fixture(scope="module", params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def museum(chromium: Browser, demo: Served, locale: str) -> Museum:
    return furnish(demo, chromium, locale)


@pytest.fixture(scope="module")
def rooms(chromium: Browser, museum: Museum, locale: str) -> Iterator[dict[str, Page]]:
    """A window for visitors and one for a leader, for page after page: new ones would cost as much as a look."""
    with devices(chromium, museum.site.url, {}) as device:
        yield {
            "visitor": device(locale=locale, reduced_motion="reduce"),
            "leader": device(
                locale=locale, allow=("cookie",), reduced_motion="reduce", storage_state=museum.leader
            ),
        }


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_without_barriers(
    rooms: dict[str, Page], demo_device: Device, museum: Museum, locale: str, name: str
) -> None:
    page = _room(rooms, demo_device, name, locale)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size(WIDE)
    (PAGES | DESK_PAGES)[name](page, museum)
    page.evaluate(AXE)
    found = []
    for window in (WIDE, NARROW):
        page.set_viewport_size(window)
        found += [f"{window}: {each}" for each in lost(page)]
        if window in LOCALES[locale]:
            found += [f"{window} {barrier}" for barrier in _barriers(page, name)]
    # In a letter a mail program draws it.
    if name != "letter":
        found += [f"no focus to be seen: {each}" for each in focus_hidden(page)]
    page.emulate_media(forced_colors="active")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert not found, "\n\n".join(found)
    _assert_it_speaks(page, name, locale)


def test_what_is_lost_is_found(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/demands/privatization-moratorium/check-your-mail")
    assert lost(page) == []
    lead = page.locator(".lead")
    for harm, cry in (
        ("element => { element.style.whiteSpace = 'nowrap' }", "runs over"),
        ("element => { element.style.height = '1em'; element.style.overflow = 'hidden' }", "is cut"),
        ("element => { element.style.width = '3000px' }", "sticks out"),
        (
            "element => { element.parentElement.style.display = 'grid'; element.style.marginBottom = '-3em' }",
            "on it",
        ),
    ):
        page.set_viewport_size(NARROW)
        lead.evaluate(harm)
        assert any(cry in each for each in lost(page)), cry
        lead.evaluate("element => { element.style = element.parentElement.style = '' }")


def test_a_focus_that_is_not_seen_is_found(demo_device: Device) -> None:
    page = demo_device()
    page.set_viewport_size(NARROW)
    page.goto("/demands/privatization-moratorium")
    assert focus_hidden(page) == []
    field = page.locator("#email")
    field.evaluate("element => { element.style.outline = 'none' }")
    assert [each for each in focus_hidden(page) if "drawn" in each and 'id="email"' in each] != []
    field.evaluate("element => { element.style.outline = '' }")
    page.locator(".masthead").evaluate(
        "element => { element.style.position = 'fixed'; element.style.inset = '0'; element.style.zIndex = 9 }"
    )
    assert any('id="email"' in each for each in focus_hidden(page))


def test_no_page_is_forgotten() -> None:
    """Every template that is a whole page is in the gallery; those that others are built on are not pages."""
    texts = {
        path.relative_to(tree("templates")).as_posix(): path.read_text()
        for path in tree("templates").rglob("*.html")
    }
    built_on = {name for name in texts if any(f'extends "{name}"' in text for text in texts.values())}
    pages = {name for name, text in texts.items() if "{% extends" in text and 'extends "mail/' not in text}
    assert pages - built_on <= set(SHOWN_BY) <= pages
    assert set(SHOWN_BY.values()) <= {*PAGES, *DESK_PAGES}


def test_english_is_found_on_a_page_in_another_language(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/mine/sent")
    assert "Check your mail" in english_left(page)
    page.goto("/mine/sent?lang=es")
    assert english_left(page) == []


def test_axe_finds_barriers_where_there_are_some(demo_device: Device) -> None:
    page = demo_device()
    page.goto("/demands/privatization-moratorium/check-your-mail")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('.lead').style.color = '#ccc'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    rules = {barrier.partition(":")[0] for barrier in page.evaluate(BARRIERS, RULES)}
    assert rules == {"color-contrast", "html-has-lang"}


def _barriers(page: Page, name: str) -> list[str]:
    found = []
    page.emulate_media(color_scheme="light")
    for rules in (LETTER_RULES if name == "letter" else RULES, TARGET_RULES):
        found += [f"light: {barrier}" for barrier in page.evaluate(BARRIERS, rules)]
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {barrier}" for barrier in page.evaluate(BARRIERS, COLOR_RULES)]


def _assert_it_speaks(page: Page, name: str, locale: str) -> None:
    language = locale.partition("-")[0]
    expect(page.locator("html")).to_have_attribute("lang", language)
    # What this site keeps are letters in the language of each who signed.
    if language != "en" and name != "captured-mail":
        assert english_left(page, language) == []


def _room(rooms: dict[str, Page], device: Device, name: str, locale: str) -> Page:
    if name in OUT_OF_ORDER:
        return device(allow=ALLOWED.get(name, ()), locale=locale, reduced_motion="reduce")
    return rooms["leader" if name in DESK_PAGES else "visitor"]
