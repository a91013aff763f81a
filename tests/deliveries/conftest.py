"""The cast of a delivery: people in office, an owner who orders, and signers whose places and times are known."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest

from tests.desk import csrf_of, enter
from wechoose.app import App, build
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.ordering import order
from wechoose.leaders.people import Leader, add_leader
from wechoose.officials.shipped import import_shipped
from wechoose.signing.people import Person, seal_person

DEMAND = "community-schools"
CUTOFF = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPENED = CUTOFF - timedelta(days=100)

Ordering = Callable[..., Awaitable[Delivery]]
Signing = Callable[..., Awaitable[bytes]]


@pytest.fixture
async def in_office(site: Site) -> Site:
    """A site whose demands were opened long before the cut-off, and all officials but school districts."""
    async with site.database.transaction() as db:
        await db.execute("update demands set opened_at = $1", OPENED)
        await import_shipped(db, ("congress", "executive", "governors", "mayors"))
    return site


@pytest.fixture
async def owner(in_office: Site) -> Leader:
    async with in_office.database.transaction() as db:
        return await add_leader(db, in_office, "owner@example.org", "owner")


@pytest.fixture
def signed(in_office: Site) -> Signing:
    """Enters a signature as it stands: its status, and when it got it. Returns the signer key."""

    async def enter(
        name: str,
        state: str = "NJ",
        code: str | None = "07102",
        *,
        demand: str = DEMAND,
        verified_at: datetime | None = CUTOFF - timedelta(days=1),
        status: str = "verified",
        status_at: datetime | None = None,
    ) -> bytes:
        bucket, key = in_office.signer_key(f"{os.urandom(8).hex()}@example.org")
        given, _space, family = name.partition(" ")
        sealed = seal_person(in_office.seals, key, Person(given, family, "canary.address@example.org"))
        async with in_office.database.transaction() as db:
            await db.execute(
                "insert into signers (bucket, signer_key, sealed, language, created_at) values ($1, $2, $3, 'en', $4)",
                *(bucket, key, sealed, OPENED),
            )
            await db.execute(
                "insert into signatures (bucket, demand_id, signer_key, status, state, zip, channel, public, news, "
                "consents, signed_at, status_at, verified_at) select $1, demand_id, $2, $3, $4, $5, 'web', false, "
                "false, '{}', $6, $7, $8 from demands where slug = $9",
                *(bucket, key, status, state, code, OPENED),
                *(status_at or verified_at or OPENED, verified_at, demand),
            )
        return key

    return enter


async def officials_like(site: Site, condition: str) -> tuple[int, ...]:
    """The numbers of those officials, such as "kind = 'senator' and state = 'NJ'"."""
    async with site.database.transaction(read_only=True) as db:
        rows = await db.fetch(f"select official_id from officials where {condition} order by official_id")
    return tuple(row["official_id"] for row in rows)


def draft_of(official_ids: tuple[int, ...], **different: object) -> Draft:
    usual = {
        "title": "Spring delivery",
        "demands": (DEMAND,),
        "official_ids": official_ids,
        "cutoff": CUTOFF,
        "since_last": False,
        "language": "en",
        "subject": "{count_here} of your constituents ask for community schools",
        "body": "{salutation}\n\n{count_here} people who live in {constituency} have signed.",
        "closing": "The campaign",
        "reason": "for the delivery day",
    }
    return Draft(**(usual | different))  # type: ignore[arg-type]


@pytest.fixture
def ordered(in_office: Site, owner: Leader) -> Ordering:
    """Orders a delivery to the officials of a condition; what differs from the usual draft is named."""

    async def enter(condition: str, status: str = "queued", **different: object) -> Delivery:
        draft = draft_of(await officials_like(in_office, condition), **different)
        async with in_office.database.transaction() as db:
            return await order(db, owner, draft, status)

    return enter


class Desk:
    """A browser of somebody who is signed in, which sends the desk's own forms."""

    def __init__(self, browser: httpx.AsyncClient, csrf: str, leader: Leader) -> None:
        self.browser, self.leader, self._csrf = browser, leader, csrf

    async def get(self, address: str) -> httpx.Response:
        return await self.browser.get(address)

    async def post(self, address: str, data: Mapping[str, str | list[str]] | None = None) -> httpx.Response:
        return await self.browser.post(address, data={"csrf": self._csrf, **(data or {})})


@pytest.fixture
async def app(in_office: Site) -> AsyncIterator[App]:
    built = build(in_office)
    async with built.lifespan():
        yield built


@pytest.fixture
async def visitor(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with _browser(app) as browser:
        yield browser


@pytest.fixture
async def sign_in(app: App, in_office: Site) -> AsyncIterator[Callable[..., Awaitable[Desk]]]:
    browsers: list[httpx.AsyncClient] = []

    async def come_in(email: str, role: str, states: Sequence[str] = ()) -> Desk:
        browser = _browser(app)
        browsers.append(browser)
        leader = await enter(browser, in_office, email, role, states=states)
        return Desk(browser, await csrf_of(browser), leader)

    yield come_in
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
async def at_desk(sign_in: Callable[..., Awaitable[Desk]]) -> Desk:
    """An owner."""
    return await sign_in("owner@example.org", "owner")


@pytest.fixture
async def editor(sign_in: Callable[..., Awaitable[Desk]]) -> Desk:
    return await sign_in("editor@example.org", "editor")


@pytest.fixture
async def deliverer(sign_in: Callable[..., Awaitable[Desk]]) -> Desk:
    """Who works in New Jersey."""
    return await sign_in("deliverer@example.org", "deliverer", ("NJ",))


def _browser(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
