"""The cast of a list: an owner at the desk, and signers of community schools."""

import os
from asyncio import to_thread
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.desk import csrf_of, enter
from wechoose.base.site import Site
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.demands.demands import Demand, find_demand
from wechoose.signing.people import Person
from wechoose.signing.signatures import sign_together
from wechoose.signing.submission import Submission
from wechoose.signing.verification import Confirmation, verify_together


@pytest.fixture
async def demand(site: Site) -> Demand:
    async with site.database.transaction(read_only=True) as db:
        return await find_demand(db, "community-schools")


@pytest.fixture
def signed(site: Site, demand: Demand) -> Callable[..., Awaitable[bytes]]:
    """Signs community schools; `status` is where the signature ends up. Returns the signer key."""

    async def enter(
        given: str,
        family: str = "Smith",
        state: str = "NJ",
        zip_code: str | None = "07102",
        status: str = "verified",
    ) -> bytes:
        bucket, signer_key = site.signer_key(f"{os.urandom(8).hex()}@example.org")
        submission = Submission(
            bucket=bucket,
            signer_key=signer_key,
            person=Person(given, family, "secret.address@example.org"),
            demand_ids=(demand.demand_id,),
            state=state,
            zip=zip_code,
            partner_id=None,
            source=None,
            consents=(),
            news=False,
            public=False,
            language="en",
            channel="web",
            nonce=os.urandom(12),
        )
        async with site.database.transaction() as db:
            await sign_together(db, site, [submission])
            if status == "verified":
                await verify_together(db, [Confirmation(signer_key, [demand.demand_id])])
            elif status != "pending":
                await db.execute(
                    "update signatures set status = $1 where signer_key = $2", status, signer_key
                )
        return signer_key

    return enter


@pytest.fixture
async def crowd(site: Site, demand: Demand) -> int:
    """So many signers of community schools that their list does not fit between us and who makes it."""
    filling = Filling(12_000, (demand.slug,))
    return (await to_thread(fill, site.settings, site.database.url, filling)).verified


@pytest.fixture
async def owner(client: httpx.AsyncClient, site: Site) -> httpx.AsyncClient:
    """The visitor, signed in."""
    await enter(client, site)
    return client


@pytest.fixture
async def csrf(owner: httpx.AsyncClient) -> str:
    return await csrf_of(owner)
