"""How soon a slow phone can sign: CPU six times slower, slow 3G (400 kbit/s down, 400 ms each way and back).

.venv/bin/python tests/browser/slow_phone.py [ROUNDS]
"""

import statistics
import sys

from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, open_chromium
from tests.browser.sites import demo_site

# As Chromium's own tools name it: kilobits a second and milliseconds from request to answer.
DOWN, UP, LATENCY = 400_000 / 8, 400_000 / 8, 400
SLOWER = 6
PAGES = {
    "demand page": "/demands/privatization-moratorium",
    "the same, in Spanish": "/demands/privatization-moratorium?lang=es",
    "widget's frame": "/embed/privatization-moratorium?partner=j4j",
    "home page": "/",
}
# When the first words are there, and when a tap into the form is answered: parsed, styled, its scripts run.
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def main(rounds: int = 5) -> None:
    path = find_chromium()
    assert path
    with demo_site() as site, open_chromium(path) as browser:
        for name, address in PAGES.items():
            times = [visit(browser, site.url + address) for _round in range(rounds)]
            painted, usable = (statistics.median(each) for each in zip(*times, strict=True))
            print(f"{name:22} first words {painted / 1000:.2f} s, usable {usable / 1000:.2f} s")


def visit(browser: Browser, address: str) -> tuple[float, float]:
    """A first visit, in milliseconds."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP},
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_function(f"!!({PAINTED})")
    times = page.evaluate(f"[{PAINTED}, {USABLE}]")
    context.close()
    return times[0], times[1]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
