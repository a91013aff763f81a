"""The cast of a delivery: people in office, an owner who orders, and signers whose places and times are known."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

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
