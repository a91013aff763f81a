"""What gets lost when a page is made narrow, or its text wide: clipped, run over, or on top of something else."""

from playwright.sync_api import Page

# As WCAG 1.4.12 asks; a page's policy allows no style of ours, but a sheet that a script brings.
SPACE_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
AS_IT_WAS = "() => { document.adoptedStyleSheets = []; }"

LOST = """() => {
  const lost = [];
  const say = (what, element, by) =>
    lost.push(`${what} by ${Math.round(by)} pixels: ${element.outerHTML.replace(/\\s+/g, " ").slice(0, 160)}`);
  const page = document.documentElement;
  const width = page.scrollWidth - page.clientWidth;
  const shown = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".visually-hidden");
  const elements = [...document.body.querySelectorAll("*")].filter((each) => shown(each) && !each.closest("svg"));

  if (width > 0) {
    const outside = elements.filter((each) => each.getBoundingClientRect().right > page.clientWidth);
    say("the page sticks out", outside.at(-1) ?? document.body, width);
  }

  // Text reaches beyond its own box, or beyond an edge at which it is cut.
  for (const element of elements) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    // A space where a line of preformatted text breaks may hang over its edge.
    if (!texts.length || element.matches("option, select, textarea, pre")) continue;
    const range = document.createRange();
    for (const text of texts) {
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      let holder = element;
      while (getComputedStyle(holder).display === "inline") holder = holder.parentElement;
      const outer = holder.getBoundingClientRect();
      const by = Math.max(box.right - outer.right, outer.left - box.left);
      if (by > 2) say("text runs over", element, by);
      for (let edge = holder; edge !== document.body; edge = edge.parentElement) {
        const style = getComputedStyle(edge);
        if (style.overflowX === "auto" || style.overflowX === "scroll") break;
        if (style.overflowY !== "hidden" && style.overflowY !== "clip") continue;
        const frame = edge.getBoundingClientRect();
        const cut = Math.max(box.bottom - frame.bottom, frame.top - box.top, box.right - frame.right);
        if (cut > 2) say("text is cut", element, cut);
      }
    }
  }

  // Things that stand side by side lie on top of each other.
  for (const holder of elements) {
    if (!/grid|flex/.test(getComputedStyle(holder).display)) continue;
    const stays = (each) => /static|relative/.test(getComputedStyle(each).position);
    const beside = [...holder.children].filter((each) => shown(each) && stays(each));
    const boxes = beside.map((each) => each.getBoundingClientRect());
    for (let a = 0; a < boxes.length; a++) {
      for (let b = a + 1; b < boxes.length; b++) {
        const wide = Math.min(boxes[a].right, boxes[b].right) - Math.max(boxes[a].left, boxes[b].left);
        const high = Math.min(boxes[a].bottom, boxes[b].bottom) - Math.max(boxes[a].top, boxes[b].top);
        const under = beside[a].outerHTML.slice(0, 60);
        if (wide > 2 && high > 2) say(`${under} has another on it`, beside[b], Math.min(wide, high));
      }
    }
  }
  return [...new Set(lost)].slice(0, 10);
}"""


def lost(page: Page) -> list[str]:
    """What can't be read, as the page is and with its text spaced out."""
    found = page.evaluate(LOST)
    page.evaluate(SPACE_OUT)
    found += [f"spaced out, {each}" for each in page.evaluate(LOST)]
    page.evaluate(AS_IT_WAS)
    return found
