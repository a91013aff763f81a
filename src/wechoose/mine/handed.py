"""Handed on: who got a signer's data and when, as far as it left through this site."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from wechoose.audit import acts
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partners

sql = queries("mine/handed")

TAKEN = [acts.DOWNLOADED_LIST, acts.EXPORTED_LIST]


class SignerList(msgspec.Struct, frozen=True):
    """A list of who signed a demand that held this signer; `state` is "" where it was of all states."""

    at: datetime
    demand: Demand
    state: str


class PartnerList(msgspec.Struct, frozen=True):
    """A list of who let a partner write; `number` counts that partner's lists."""

    at: datetime
    partner: str
    number: int


class Handed(msgspec.Struct, frozen=True):
    """The latest first."""

    signer_lists: list[SignerList]
    partner_lists: list[PartnerList]


async def find_handed(
    db: Connection, signer_key: bytes, demands: Mapping[int, Demand], partners: Partners
) -> Handed:
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key}
    return Handed(
        [
            SignerList(row["at"], demands[row["demand_id"]], row["state"].replace("all", ""))
            for row in await sql.signer_lists(db, **key, acts=TAKEN)
            if row["demand_id"] in demands
        ],
        [
            PartnerList(row["made_at"], partners.by_id[row["partner_id"]].name, row["number"])
            for row in await sql.partner_lists(db, **key)
            if row["partner_id"] in partners.by_id
        ],
    )
