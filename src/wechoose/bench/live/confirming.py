"""Confirming: supporters who have signed and not confirmed yet, and the requests with which they will."""

import asyncio
from random import Random

import msgspec

from wechoose.base.queries import queries
from wechoose.base.settings import read_settings
from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.bench.inside import opened_site
from wechoose.bench.plan import raw_request
from wechoose.bench.served import Served
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.serving.ground import grounded

sql = queries("bench/live/confirming")

SEED = 89


class Asked(msgspec.Struct, frozen=True):
    """One confirmation: the demand it is about, and the request that makes it."""

    slug: str
    request: bytes


def prepare(served: Served, confirmations: int) -> list[Asked]:
    """Fill the site with this many who wait, each for one demand, and ask for them in any order."""
    settings = read_settings(served.environment)
    slugs = asyncio.run(_slugs(served))
    with grounded(settings) as url:
        fill(settings, url, Filling(confirmations, slugs, pending=1.0))
    return asyncio.run(_ask(served))


async def count_verified(site: Site) -> dict[str, int]:
    """By demand, from the signatures themselves."""
    async with site.database.transaction(read_only=True) as db:
        return {row["slug"]: row["verified"] for row in await sql.verified(db)}


async def _slugs(served: Served) -> tuple[str, ...]:
    async with opened_site(served) as site:
        return tuple(await count_verified(site))


async def _ask(served: Served) -> list[Asked]:
    async with opened_site(served) as site:
        async with site.database.transaction(read_only=True) as db:
            rows = await sql.pending(db)
        life = site.settings.limits.confirmation_life
        asked = []
        for row in rows:
            payload = [encode(row["signer_key"]), [row["demand_id"]]]
            path = f"/confirmations/{site.tokens.make('confirmation', payload, life)}"
            asked.append(Asked(row["slug"], raw_request("POST", path)))
    Random(SEED).shuffle(asked)  # noqa: S311 (nothing secret is drawn)
    return asked
