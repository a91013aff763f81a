"""Offers: who has just proven their mailbox may pledge for an hour without typing anything again."""

from collections.abc import Container, Iterable
from datetime import timedelta

from wechoose.base.sealed_tokens import make_sealed_token, read_sealed_token
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged, decode, encode
from wechoose.demands.demands import Demand

PURPOSE = "pledge_offer"
LIFE = timedelta(hours=1)


def make_offer(site: Site, demands: Iterable[Demand], signer_key: bytes, signed: Container[int]) -> str:
    """For the address of the page that thanks; "" while no pledge is open that is not among what was `signed`."""
    offered = any(is_offered(demand) and demand.demand_id not in signed for demand in demands)
    return make_sealed_token(site, PURPOSE, encode(signer_key), LIFE) if offered else ""


def is_offered(demand: Demand) -> bool:
    return demand.kind == "pledge" and bool(demand.acts) and demand.is_open()


def read_offer(site: Site, token: str) -> bytes | None:
    """Whose it is; None when it is good no longer, or never was."""
    try:
        return decode(read_sealed_token(site, PURPOSE, token))
    except (Expired, Forged):
        return None
