"""Things that addresses of the desk speak of, so that each of them finds something; see PARTS in addresses.py."""

from datetime import timedelta

from tests.deliveries.ready import make_ready
from tests.handovers.handing import photo
from tests.leaders.addresses import PARTS
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.demands.demands import find_demand
from wechoose.handovers.deeds import By
from wechoose.handovers.notes import add_note
from wechoose.handovers.photos import read_photo
from wechoose.leaders.people import add_leader
from wechoose.leaders.proofs import hash_of
from wechoose.lists.approved import ask_for
from wechoose.lists.orders import Order
from wechoose.officials.brought import bring_shipped
from wechoose.officials.deeds import By as Bringer
from wechoose.officials.shipped import import_shipped


async def bring_things(site: Site) -> None:
    async with site.database.transaction() as db:
        await import_shipped(db, ["executive"])
        # The second file, after the one that was brought in.
        await bring_shipped(db, "governors", Bringer(None))
    await _bring_delivery(site)
    await _bring_approval(site)


async def _bring_delivery(site: Site) -> None:
    """To the first official, ready, with a link to its files for the owner."""
    delivery = await make_ready(site, None, [1])
    async with site.database.transaction() as db:
        await db.execute("update deliveries set code = 'adelivery123'")
        owner = await add_leader(db, site, "owner@example.org", "owner")
        await db.execute(
            "insert into file_links (token_hash, leader_id, delivery_id, what, made_at, expires_at) "
            'values ($1, $2, $3, \'{"file": ""}\', $4, $5)',
            *(hash_of("never-was"), owner.leader_id, delivery.delivery_id),
            *(clock.now(), clock.now() + timedelta(hours=1)),
        )
        taken = read_photo(photo())
        await add_note(db, site.seals, delivery, 1, PARTS["note"], "", taken, By(owner, ""))


async def _bring_approval(site: Site) -> None:
    """A list that another owner asks for."""
    async with site.database.transaction() as db:
        other = await add_leader(db, site, "other@example.org", "owner")
        order = Order(await find_demand(db, "community-schools"), None, "Hearing")
        await ask_for(db, site, order, other, "")
