"""Intake: the one way from a door to the verb `sign`, for the form and for JSON alike."""

from wechoose.base.database import Connection
from wechoose.base.refusals import Closed
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.demands.demands import Demand, all_demands
from wechoose.partners.partners import find_partners
from wechoose.signing.signatures import sign
from wechoose.signing.submission import check
from wechoose.signing.typed import Typed


async def take_in(db: Connection, site: Site, demand: Demand, typed: Typed, channel: str) -> None:
    """Check and sign; raises Closed, or Invalid with every field that is wrong."""
    if not demand.is_open():
        raise Closed(_("This demand takes no signatures any more."))
    demands = await all_demands(db) if typed.demands else [demand]
    partners = await find_partners(db, {typed.partner, *typed.consent} - {""})
    await sign(db, site, check(site, demand, typed, demands, partners, channel))
