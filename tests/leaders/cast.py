"""Everybody who could come to the desk, each in a browser of their own, and what each of them should find there."""

from typing import Any, cast

import httpx

from tests.desk import FACTOR, begin, csrf_of, enter
from tests.leaders.addresses import WITHOUT_SIGNING_IN, Address, desk_addresses
from wechoose.app import App
from wechoose.base.site import Site
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may

# Name: role, states, partner. The things at the desk are the owner's (see things.py), or of the whole country.
ROLES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "owner": ("owner", (), ""),
    "editor": ("editor", (), ""),
    "moderator": ("moderator", (), ""),
    "nora": ("deliverer", ("NJ",), ""),
    "dan": ("deliverer", (), ""),
    "ann": ("partner", (), "j4j"),
    "bea": ("partner", (), "npe"),
}
STRANGER = "stranger"
# An owner who came by a link and proved no second factor.
HALFWAY = "halfway"

# What only who asked for it finds, and owners; and what is of the whole country.
SOMEBODYS = ("{token}", "{approval_id}")
NATIONAL = ("{delivery}", "{official_id}")


class Cast:
    """Each with the proof that their own forms carry."""

    def __init__(self, app: App, site: Site) -> None:
        self._app, self.site = app, site
        self.addresses = desk_addresses(app)
        self.leaders: dict[str, Leader] = {}
        self._browsers: dict[str, tuple[httpx.AsyncClient, str]] = {}

    async def come(self) -> None:
        self._browsers[STRANGER] = self._browser(), ""
        half = self._browser()
        await begin(half, self.site, "half@example.org")
        self._browsers[HALFWAY] = half, await csrf_of(half, FACTOR)
        for name, (role, states, partner) in ROLES.items():
            browser = self._browser()
            self.leaders[name] = await enter(browser, self.site, f"{name}@example.org", role, partner, states)
            self._browsers[name] = browser, await csrf_of(browser)

    async def leave(self) -> None:
        for browser, _csrf in self._browsers.values():
            await browser.aclose()

    @property
    def guarded(self) -> list[Address]:
        return [each for each in self.addresses if not each.pattern.startswith(WITHOUT_SIGNING_IN)]

    def may(self, name: str, each: Address, code: str = "j4j") -> bool:
        """Whether the role of this leader has the right that stands at the address."""
        role, _states, partner = ROLES[name]
        return may(role, each.right, partner, {"code": code} if each.is_partners else {})

    def finds(self, name: str, each: Address, code: str = "j4j") -> bool:
        """Whether there is something for this leader at the address."""
        role, states, _partner = ROLES[name]
        if not self.may(name, each, code):
            return False
        if role == "owner" or not any(part in each.pattern for part in SOMEBODYS):
            return not states or not any(part in each.pattern for part in NATIONAL)
        return False

    async def go(
        self, name: str, method: str, address: str, query: str = "", csrf: str | None = None
    ) -> httpx.Response:
        browser, own = self._browsers[name]
        data = {"csrf": own if csrf is None else csrf, "code": "j4j"} if method == "POST" else None
        return await browser.request(method, address + query, data=data)

    def csrf(self, name: str) -> str:
        return self._browsers[name][1]

    def _browser(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(
            cast("Any", self._app), raise_app_exceptions=False, client=("127.0.0.1", 50000)
        )
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
