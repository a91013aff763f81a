"""The figure: map and table as HTML, rendered once for everybody who sees the same counts in the same language."""

from functools import lru_cache

from markupsafe import Markup

from wechoose.base.templates import render
from wechoose.base.words import language
from wechoose.counts.maps import By, draw

# Of this page, whichever it is; the fragment leads a browser without scripts back to the map.
BY_URLS = {"count": "?by=count#states", "capita": "?by=capita#states"}


def figure(states: dict[str, int], by: By) -> Markup:
    return _render(language.get(), by, tuple(states.items()))


# Rendering takes 4 ms, more than all the rest of a page; 45 kB each.
@lru_cache(maxsize=64)
def _render(_language: str, by: By, states: tuple[tuple[str, int], ...]) -> Markup:
    # Our own template, which escapes what it shows.
    return Markup(render("counts/map.html", map=draw(dict(states), by), by_urls=BY_URLS))  # noqa: S704
