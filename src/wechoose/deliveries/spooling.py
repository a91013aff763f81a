"""Spooling: rows come in the order of state, ZIP code and key, and go into the parts that packets will be made from."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from wechoose.base.database import Row as DatabaseRow
from wechoose.base.sealing import Seals
from wechoose.deliveries.chunks import Chunk
from wechoose.deliveries.deliveries import Packet
from wechoose.deliveries.spool import Move, Reel, Row, encode, moment, place_of
from wechoose.places.districts import district_of
from wechoose.signing.people import open_person

_moves = msgspec.json.Decoder(tuple[Move, ...])


def needed_states(packets: Sequence[Packet]) -> list[str] | None:
    """Those whose rows some packet lists; None for all of them."""
    if any(packet.addressee.reach == "nation" for packet in packets):
        return None
    return sorted({packet.addressee.state or "" for packet in packets})


def needed_districts(packets: Sequence[Packet]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (packet.addressee.state or "", packet.addressee.district or 0)
        for packet in packets
        if packet.addressee.reach == "district"
    )


class Spooling:
    """The rows of one demand on their way: a reel for the state, and one for each district that is needed by itself.

    Full chunks wait in `full`; `districts` counts the rows of each state that are in a certain district.
    """

    def __init__(
        self, seals: Seals, delivery_id: int, demand_id: int, needed: frozenset[tuple[str, int]]
    ) -> None:
        self._seals, self._delivery_id, self.demand_id, self._needed = seals, delivery_id, demand_id, needed
        self._state = self._zip = ""
        self._district: int | None = None
        self._reels: dict[int | None, Reel] = {}
        self.full: list[Chunk] = []
        self.districts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, rows: list[DatabaseRow]) -> None:
        for key, sealed, state, code, signed_on, verified_at, status_at, moves in rows:
            if (state, code) != (self._state, self._zip):
                self._move(state, code)
            person = open_person(self._seals, key, sealed)
            name = f"{person.given_name} {person.family_name}"
            times = signed_on.toordinal(), moment(verified_at), moment(status_at)
            row = Row(name, code, *times, _moves.decode(moves) if moves else ())
            self._wind(encode(row))

    def end(self) -> None:
        for reel in self._reels.values():
            self.full += reel.end()
        self._reels.clear()

    def take(self) -> list[Chunk]:
        taken, self.full = self.full, []
        return taken

    def _move(self, state: str, code: str) -> None:
        if state != self._state:
            self.end()
        self._state, self._zip = state, code
        self._district = district_of(state, code)

    def _wind(self, encoded: bytes) -> None:
        self.full += self._reel(None).add(encoded)
        if self._district is not None:
            self.districts[self._state][self._district] += 1
            if (self._state, self._district) in self._needed:
                self.full += self._reel(self._district).add(encoded)

    def _reel(self, district: int | None) -> Reel:
        if district not in self._reels:
            place = place_of(self._delivery_id, self.demand_id, self._state, district)
            self._reels[district] = Reel(self._seals, place)
        return self._reels[district]
