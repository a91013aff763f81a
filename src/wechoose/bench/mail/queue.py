"""The queue: signers whose letters are due, put in by the rules, and what each of them must get."""

import asyncio
from itertools import islice

from wechoose.base.database import Row, connect
from wechoose.base.queries import queries
from wechoose.base.settings import read_settings
from wechoose.bench.inside import opened_site
from wechoose.bench.served import Served
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.mail.outbox import Wish, write_letters
from wechoose.serving.ground import grounded

sql = queries("bench/mail")

# One in three signs three demands at once, the others one.
FEW, MANY = 1, 3
BATCH = 1_000

Due = dict[bytes, list[int]]
"""The demands that a signer's letter must speak of, by signer key."""


def fill_queue(served: Served, slugs: tuple[str, ...], letters: int, seed: int) -> Due:
    settings = read_settings(served.environment)
    many = letters // 3
    with grounded(settings) as url:
        fill(settings, url, Filling(letters - many, slugs, FEW, pending=1.0, seed=seed))
        if many:
            fill(settings, url, Filling(many, slugs, MANY, pending=1.0, seed=seed + 1))
        rows = asyncio.run(_write_letters(served, url))
    return {row["signer_key"]: row["demand_ids"] for row in rows}


async def _write_letters(served: Served, url: str) -> list[Row]:
    async with opened_site(served) as site:
        async with site.database.transaction(read_only=True) as db:
            rows = await sql.waiting_for_letters(db)
        wishes = iter(
            Wish(row["bucket"], row["signer_key"], "confirmation", row["demand_ids"], "en") for row in rows
        )
        while batch := list(islice(wishes, BATCH)):
            async with site.database.transaction() as db:
                await write_letters(db, site.settings.limits, batch)
    db = await connect(url)
    await sql.settle(db)
    await db.close()
    return rows
