"""One Chromium and two sites for all journeys, and a device of their own for everybody in them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import MISSING, find_chromium, open_chromium
from tests.browser.sites import demo_site
from tests.browser.watching import PATIENCE_MS, Device, Shelf, devices
from tests.running import RunningSite, running_site
from wechoose.bench.served import Served


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Once, and also under -q: what was left out, and what to do."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(MISSING in str(report.longrepr) for report in skipped)
    if left_out:
        terminalreporter.write_line(f"{left_out} tests in a browser were skipped. {MISSING}")


# Not for the whole session: while Playwright's own loop runs in this thread, no test elsewhere could be async.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None and os.environ.get("WECHOOSE_REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    with open_chromium(path) as browser:
        yield browser


@pytest.fixture(scope="package")
def site(chromium: Browser) -> Iterator[RunningSite]:
    """With a mail server and nobody's signature."""
    with running_site(workers=1) as running:
        yield running


@pytest.fixture(scope="package")
def demo(chromium: Browser) -> Iterator[Served]:
    """With the invented crowd and without a mail server."""
    with demo_site() as running:
        yield running


@pytest.fixture(scope="package")
def shelves(chromium: Browser) -> dict[str, Shelf]:
    """By site."""
    return {}


@pytest.fixture
def device(chromium: Browser, site: RunningSite, shelves: dict[str, Shelf]) -> Iterator[Device]:
    with devices(chromium, site.url, shelves.setdefault(site.url, {})) as new:
        yield new


@pytest.fixture
def demo_device(chromium: Browser, demo: Served, shelves: dict[str, Shelf]) -> Iterator[Device]:
    """The same, for visitors of the demo."""
    with devices(chromium, demo.url, shelves.setdefault(demo.url, {})) as new:
        yield new
