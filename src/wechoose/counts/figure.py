"""The figure: map and table as HTML, rendered once for everybody who sees the same counts in the same language."""

from functools import lru_cache

from markupsafe import Markup

from wechoose.base.templates import render
from wechoose.base.words import chosen, language
from wechoose.counts.maps import By, draw


def figure(states: dict[str, int], by: By, kept: str = "") -> Markup:
    """`kept` is what of the page's query its other coloring must keep, such as "partner=j4j"."""
    query = "&".join(filter(None, (kept, f"lang={chosen.get()}" if chosen.get() else "")))
    return _render(language.get(), by, tuple(states.items()), query)


# Rendering takes 4 ms, more than all the rest of a page; 45 kB each.
@lru_cache(maxsize=64)
def _render(_language: str, by: By, states: tuple[tuple[str, int], ...], kept: str) -> Markup:
    # Of this page, whichever it is; the fragment leads a browser without scripts back to the map.
    before = f"?{kept}&" if kept else "?"
    urls = {each: f"{before}by={each}#states" for each in ("count", "capita")}
    # Our own template, which escapes what it shows.
    return Markup(render("counts/map.html", map=draw(dict(states), by), by_urls=urls))  # noqa: S704
