"""Whether the focus can be seen: drawn, and with nothing on top of it."""

from playwright.sync_api import Page

# The focused element is drawn (itself, or what stands for it: a card, the ring around a state), inside the window,
# and nothing lies on top of all of it.
SHOWS = """() => {
  const element = document.activeElement;
  const outlined = (node) => {
    const style = getComputedStyle(node);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const ringed = element.matches("path") && document.querySelector(".ring path").getAttribute("d") !== "";
  const marks = [element, element.closest(".card")].filter(Boolean);
  const box = element.getBoundingClientRect();
  const across = [box.left + 3, (box.left + box.right) / 2, box.right - 3];
  const down = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3];
  const bare = across.some((x) => down.some((y) => {
    const there = document.elementFromPoint(x, y);
    return there && (element.contains(there) || there.contains(element) || element.matches("path"));
  }));
  return { drawn: ringed || marks.some(outlined), bare };
}"""

EVERYWHERE = """() => {
  const shows = SHOWS;
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const found = [];
  for (const stop of document.querySelectorAll(kinds)) {
    if (!stop.checkVisibility({ visibilityProperty: true })) continue;
    stop.focus();
    const seen = shows();
    if (!seen.drawn || !seen.bare) found.push(`${JSON.stringify(seen)}: ${stop.outerHTML.slice(0, 160)}`);
  }
  return found;
}""".replace("SHOWS", SHOWS)


def focus_shows(page: Page) -> dict[str, bool]:
    return page.evaluate(SHOWS)


def focus_hidden(page: Page) -> list[str]:
    """The stops of the Tab key at which somebody would not see where they are."""
    page.keyboard.press("Tab")  # From now on the browser shows the focus, however it moves.
    return page.evaluate(EVERYWHERE)
