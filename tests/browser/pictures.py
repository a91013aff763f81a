"""Takes pictures of every page, for people to look at: python tests/browser/pictures.py [PAGE …]

They land in tests/pictures/, three widths in light and dark each, taken on a demo site of their own.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.chromium import MISSING, find_chromium, open_chromium
from tests.browser.gallery import ALLOWED, DESK_PAGES, PAGES, Museum, furnish
from tests.browser.sites import demo_site
from tests.browser.watching import devices

FOLDER = Path(__file__).parents[1] / "pictures"
WINDOWS: tuple[ViewportSize, ...] = (
    {"width": 360, "height": 740},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)


def main() -> None:
    wanted = sys.argv[1:] or [*PAGES, *DESK_PAGES]
    if unknown := sorted({*wanted} - {*PAGES, *DESK_PAGES}):
        sys.exit(f"There is no page {unknown[0]}; the pages are {', '.join([*PAGES, *DESK_PAGES])}.")
    path = find_chromium()
    if path is None:
        sys.exit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with demo_site() as site, open_chromium(path) as browser:
        museum = furnish(site, browser)
        for name in wanted:
            print(name, flush=True)
            take(browser, museum, name)
    print(f"The pictures are in {FOLDER}.")


def take(browser: Browser, museum: Museum, name: str) -> None:
    with devices(browser, museum.site.url, {}) as device:
        state = museum.leader if name in DESK_PAGES else None
        page = device(allow=ALLOWED.get(name, ()), storage_state=state)
        (PAGES | DESK_PAGES)[name](page, museum)
        for window in WINDOWS:
            page.set_viewport_size(window)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.screenshot(path=FOLDER / f"{name}-{window['width']}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main()
