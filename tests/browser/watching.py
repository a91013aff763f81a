"""What no page may do, whoever uses it: fail in its scripts, break its own policy, ask anybody else, leave a cookie."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

PATIENCE_MS = 20_000

Device = Callable[..., Page]
"""Makes a page on a phone or computer of its own: `device()`, `device(java_script_enabled=False)`."""


Shelf = dict[str, list["Watch"]]
"""Plain devices that nobody holds, by kind. A new one costs as much as opening five pages; a visit leaves nothing."""


@contextmanager
def devices(browser: Browser, home: str, shelf: Shelf) -> Iterator[Device]:
    """For everybody who visits the site at `home`; afterwards none of them may have had trouble.

    `allow` names what may happen to one, by how its trouble begins: "cookie" at the desk, "500" where a site is broken.
    """
    held: list[tuple[Watch, str, tuple[str, ...]]] = []

    def device(*, allow: tuple[str, ...] = (), **options: Any) -> Page:
        plain = not allow and options.keys() <= {"java_script_enabled"}
        kind = repr(options) if plain else ""
        idle = shelf.setdefault(kind, [])
        watch = idle.pop() if idle else _unpack(browser, home, options)
        held.append((watch, kind, allow))
        return watch.start()

    yield device
    troubles = [trouble for watch, _kind, allow in held for trouble in watch.end(allow)]
    for watch, kind, _allow in held:
        if kind and not troubles:
            shelf[kind].append(watch)
        else:
            watch.context.close()
    assert not troubles, "\n".join(dict.fromkeys(troubles))


def _unpack(browser: Browser, home: str, options: dict[str, Any]) -> "Watch":
    usual: dict[str, Any] = {"base_url": home, "locale": "en-US"}
    context = browser.new_context(**(usual | options))
    context.set_default_timeout(PATIENCE_MS)
    return Watch(context, home)


class Watch:
    """A device, and what troubles it has had since its `start`."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self._home = home
        self._page = context.new_page()
        self._size = self._page.viewport_size
        self._troubles: list[str] = []
        context.on("console", self._hear)
        context.on("weberror", self._see_error)
        context.on("request", self._see_request)
        context.on("response", self._see_response)
        context.on("requestfailed", self._see_failure)

    def start(self) -> Page:
        """As new: whoever held it before may have made its window narrow."""
        self._troubles.clear()
        if self._size and self._page.viewport_size != self._size:
            self._page.set_viewport_size(self._size)
        return self._page

    def end(self, allow: tuple[str, ...]) -> list[str]:
        cookies = [f"cookie {cookie.get('name')}" for cookie in self.context.cookies()]
        return [trouble for trouble in (*self._troubles, *cookies) if not trouble.startswith(allow)]

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium also says there what was answered with an error: that is looked at below.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self._troubles.append(f"console: {message.text} ({_where(message.page)})")

    def _see_error(self, error: WebError) -> None:
        self._troubles.append(f"script: {error.error} ({_where(error.page)})")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._home}/", "data:", "about:")):
            self._troubles.append(f"request to {request.url}")

    def _see_response(self, response: Response) -> None:
        # A page may refuse what was sent to it; what it loads may not, and nothing may break.
        if response.status >= (500 if response.request.resource_type == "document" else 400):
            self._troubles.append(f"{response.status} for {response.url}")

    def _see_failure(self, request: Request) -> None:
        # Leaving a page aborts what it was loading; a site that stops cuts its streams.
        cut = request.failure == "net::ERR_ABORTED" or request.resource_type in ("document", "eventsource")
        if not cut:
            self._troubles.append(f"{request.failure} for {request.url}")


def _where(page: Page | None) -> str:
    return page.url if page else "a page that is closed"
