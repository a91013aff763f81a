"""Filling: an empty site gets as many invented signers as one likes, by all its rules, in seconds instead of days.

    filled = fill(settings, url, Filling(signers=1_000_000, slugs=("community-schools",)))

Every signature is one that the site itself could have: sealed, counted in its own transaction, on a demand that was
open, from a partner at home there. Filling again under another `seed` adds others; under the same it can't, because
the same people come. The database's user must be a superuser, as it is in the embedded one.
"""

import asyncio
import multiprocessing
import os
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import islice, repeat

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, connect
from wechoose.base.queries import int_array, queries
from wechoose.base.settings import Settings
from wechoose.base.site import open_site
from wechoose.crowds.signers import DAYS, EVERYWHERE, Filling, Ground, Signer, draw_signers
from wechoose.signing.arrivals import note_arrivals_of_all
from wechoose.signing.retention import LETTERS_KEPT
from wechoose.signing.tallies import Slot, add_tallies

sql = queries("crowds/filling")

# Signers of one transaction: the more of them, the fewer times each tally is written.
CHUNK = 50_000
# Signers of one statement.
BATCH = 5_000
# So many that their indexes are made afterwards: keys come in no order, so that in a large index each lands on a page
# of its own, which is read, logged whole and written for it.
MANY = 1_000_000


class Filled(msgspec.Struct, frozen=True):
    """Signers and signatures added."""

    signers: int = 0
    verified: int = 0
    pending: int = 0

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(
            self.signers + other.signers, self.verified + other.verified, self.pending + other.pending
        )


def fill(
    settings: Settings, url: str, filling: Filling, step: Callable[[Filled], None] = lambda _filled: None
) -> Filled:
    """Fill the site whose database is at `url`, with a process per core; `step` is told what was added so far.

    It blocks, and what it added cannot be taken back when it breaks off: it is for sites that are thrown away.
    """
    ground = asyncio.run(_survey(settings, url, filling))
    firsts = range(0, filling.signers, CHUNK)
    sizes = [min(CHUNK, filling.signers - first) for first in firsts]
    filled = Filled()
    many = filling.signers >= MANY
    if many:
        asyncio.run(_run(url, sql.take_off_indexes))
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(firsts)), spawning) as processes:
        for more in processes.map(_fill_chunk, repeat(ground), firsts, sizes):
            filled += more
            step(filled)
    note = partial(note_arrivals_of_all, limits=settings.limits)
    indexes = [sql.put_back_indexes] if many else []
    asyncio.run(_run(url, note, sql.settle, *indexes, sql.write_out))
    return filled


async def _survey(settings: Settings, url: str, filling: Filling) -> Ground:
    now = clock.now()
    db = await connect(url)
    try:
        await sql.open_earlier(db, at=now - DAYS)
        demand_ids = tuple(row["demand_id"] for row in await sql.demand_ids(db, slugs=filling.slugs))
        partners = await sql.partners(db)
    finally:
        await db.close()
    at_home: dict[str, list[int]] = defaultdict(list)
    for row in partners:
        at_home[row["state"] or EVERYWHERE].append(row["partner_id"])
    return Ground(settings, url, filling, demand_ids, at_home, now)


async def _run(url: str, *statements: Callable[[Connection], Awaitable[object]]) -> None:
    db = await connect(url)
    try:
        for statement in statements:
            await statement(db)
    finally:
        await db.close()


def _fill_chunk(ground: Ground, first: int, size: int) -> Filled:
    return asyncio.run(_fill_chunk_in(ground, first, size))


async def _fill_chunk_in(ground: Ground, first: int, size: int) -> Filled:
    site = await open_site(ground.settings, ground.url, connections=1)
    try:
        signers = draw_signers(ground, site, first, size)
        async with site.database.transaction() as db:
            return await _add(db, signers, ground)
    finally:
        await site.database.close()


async def _add(db: Connection, signers: Iterator[Signer], ground: Ground) -> Filled:
    await sql.skip_foreign_keys(db)
    number, tallies = Counter[str](), Counter[Slot]()
    while batch := list(islice(signers, BATCH)):
        await _insert(db, batch, ground.now - LETTERS_KEPT if ground.filling.letters else None)
        number["signers"] += len(batch)
        for signer in batch:
            number["verified" if signer.verified_at else "pending"] += len(signer.demand_ids)
        tallies.update(slot for signer in batch if signer.verified_at for slot in _slots(signer))
    await add_tallies(db, tallies)
    return Filled(**number)


async def _insert(db: Connection, batch: list[Signer], letters_since: datetime | None) -> None:
    columns = {name: [getattr(signer, name) for signer in batch] for name in Signer.__struct_fields__}
    sealed = columns.pop("sealed")
    columns["demand_ids"] = [int_array(demand_ids) for demand_ids in columns["demand_ids"]]
    await sql.add_signatures(db, **columns)
    keys = {name: columns[name] for name in ("bucket", "signer_key", "signed_at")}
    await sql.add_signers(db, sealed=sealed, **keys)
    if letters_since:
        await sql.add_letters(db, demand_ids=columns["demand_ids"], kept_since=letters_since, **keys)


def _slots(signer: Signer) -> Iterator[Slot]:
    for demand_id in signer.demand_ids:
        yield Slot(signer.bucket, demand_id, signer.state, signer.channel)
