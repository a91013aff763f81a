"""Handed on: who got a signer's data and when, as far as it left through this site."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from wechoose.audit import acts
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.demands.demands import Demand
from wechoose.officials.constituency import Constituency
from wechoose.partners.partners import Partners

sql = queries("mine/handed")

TAKEN = [acts.DOWNLOADED_LIST, acts.EXPORTED_LIST]


class SignerList(msgspec.Struct, frozen=True):
    """A list of who signed a demand that held this signer; `state` is "" where it was of all states."""

    at: datetime
    demand: Demand
    state: str


class _Named(msgspec.Struct, frozen=True):
    official: str


class _Addressee(msgspec.Struct, frozen=True):
    """An official as a delivery keeps them: how they are named, and whose signatures they are handed."""

    named: _Named
    reach: str
    state: str | None
    district: int | None
    zips: frozenset[str]


class PartnerList(msgspec.Struct, frozen=True):
    """A list of who let a partner write; `number` counts that partner's lists."""

    at: datetime
    partner: str
    number: int


class Packet(msgspec.Struct, frozen=True):
    """Of a delivery, made for an official, with this signer's signature on a demand; `handed_at` once it was."""

    at: datetime
    handed_at: datetime | None
    official: str
    delivery: str
    code: str
    demand: Demand


class Handed(msgspec.Struct, frozen=True):
    """The latest first."""

    signer_lists: list[SignerList]
    packets: list[Packet]
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
        _packets(await sql.packets(db, **key), demands),
        [
            PartnerList(row["made_at"], partners.by_id[row["partner_id"]].name, row["number"])
            for row in await sql.partner_lists(db, **key)
            if row["partner_id"] in partners.by_id
        ],
    )


def _packets(rows: Sequence[Row], demands: Mapping[int, Demand]) -> list[Packet]:
    """Of those for somebody in a signer's state the ones that certainly held them."""
    packets = []
    for row in rows:
        to = msgspec.json.decode(row["addressee"], type=_Addressee)
        theirs = Constituency(to.reach, to.state, to.district, to.zips)
        was_there = row["is_by_move"] and theirs.holds(row["from_state"], row["from_zip"])
        if row["demand_id"] in demands and theirs.holds(row["state"], row["zip"]) and not was_there:
            about = {"official": to.named.official, "delivery": row["title"], "code": row["code"]}
            at = {"at": row["ready_at"], "handed_at": row["handed_at"]}
            packets.append(Packet(**at, **about, demand=demands[row["demand_id"]]))
    return packets
