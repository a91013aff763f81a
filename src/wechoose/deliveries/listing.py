"""Listing: which rows of the spool are in the packet of one official, and how many."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date
from functools import lru_cache

import msgspec

from wechoose.base.database import Database
from wechoose.base.sealing import Seals
from wechoose.deliveries.addressees import Addressee
from wechoose.deliveries.chunks import Place
from wechoose.deliveries.deliveries import Packet
from wechoose.deliveries.numbers import DemandNumbers, is_here, rows_known
from wechoose.deliveries.spool import Row, moment, place_of, read_rows
from wechoose.lists.signers import Signer
from wechoose.places.zips import cities


class Spool(msgspec.Struct, frozen=True):
    """Where the rows of a delivery are read from."""

    database: Database
    seals: Seals
    delivery_id: int


async def listed(spool: Spool, packet: Packet, demand: DemandNumbers) -> AsyncGenerator[list[Signer], None]:
    """Batches in the order of state, ZIP code and key."""
    by_zip = cities()
    for state, place in _places(spool.delivery_id, packet, demand):
        async with aclosing(read_rows(spool.database, spool.seals, place)) as batches:
            async for rows in batches:
                if chosen := _chosen(packet, rows):
                    yield [
                        Signer(row.name, by_zip.get(row.zip, ""), state, row.zip, _day(row.signed_on))
                        for row in chosen
                    ]


async def count(spool: Spool, packet: Packet, demand: DemandNumbers) -> tuple[int, int]:
    """How many rows stand in the constituency, and how many of them are listed; read only where no count says it."""
    if packet.since is None and packet.addressee.reach != "zips":
        standing = rows_known(demand, packet.addressee)
        return standing, standing
    standing = listed = 0
    for _state, place in _places(spool.delivery_id, packet, demand):
        async with aclosing(read_rows(spool.database, spool.seals, place)) as batches:
            async for rows in batches:
                standing += len(_here(packet, rows))
                listed += len(_chosen(packet, rows))
    return standing, listed


def _places(delivery_id: int, packet: Packet, demand: DemandNumbers) -> list[tuple[str, Place]]:
    """The states in order, and which part of the spool holds the rows of each; none that is empty."""
    official = packet.addressee
    if official.reach == "nation":
        return [(state, place_of(delivery_id, demand.demand_id, state)) for state in sorted(demand.states)]
    state = official.state or ""
    district = official.district if official.reach == "district" else None
    there = demand.states.get(state, 0) if district is None else rows_known(demand, official)
    return [(state, place_of(delivery_id, demand.demand_id, state, district))] if there else []


def _here(packet: Packet, rows: list[Row]) -> list[Row]:
    """Of a city or school district only those with its ZIP codes; all other parts hold nobody else."""
    if packet.addressee.reach != "zips":
        return rows
    zips = frozenset(packet.addressee.zips)
    return [row for row in rows if row.zip in zips]


def _chosen(packet: Packet, rows: list[Row]) -> list[Row]:
    """Without those that the last delivery had; with those that were held or taken back then, and stand again.

    And with those that lived elsewhere then.
    """
    here = _here(packet, rows)
    if packet.since is None:
        return here
    since, gathered = moment(packet.since), moment(packet.since_gathered or packet.since)
    return [
        row
        for row in here
        if row.verified_at > since or row.status_at > gathered or _came(packet.addressee, row, gathered)
    ]


def _came(addressee: Addressee, row: Row, gathered: int) -> bool:
    """Whether the signer lived outside this constituency when the rows of the last delivery were fixed."""
    move = next((move for move in row.moves if move.at > gathered), None)
    return move is not None and not is_here(addressee, move.state, move.zip)


_day = lru_cache(1 << 12)(date.fromordinal)
