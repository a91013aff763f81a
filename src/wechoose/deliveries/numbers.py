"""Numbers: what was counted when the rows of a delivery were fixed, and what of it an official is told."""

from collections.abc import Mapping

import msgspec

from wechoose.deliveries.addressees import Addressee
from wechoose.places.districts import district_of


class DemandNumbers(msgspec.Struct, frozen=True):
    """A demand as it was named then, in the delivery's language; signatures on it that were verified by the cut-off.

    `states` and `districts` hold those that still stood when the rows were gathered, which are the rows; districts only
    of gathered states, and only who lives there for certain. `gone` are those that did not stand any more, by state and
    ZIP code ("" where none is known): they were counted at the cut-off, and nobody is handed their names.
    """

    demand_id: int
    slug: str
    title: str
    goal: int
    states: dict[str, int]
    districts: dict[str, dict[int, int]]
    gone: dict[str, dict[str, int]]

    @property
    def standing(self) -> int:
        return sum(self.states.values())

    @property
    def counted(self) -> int:
        """As the public count said at the cut-off."""
        return self.standing + sum(sum(by_zip.values()) for by_zip in self.gone.values())

    def assigned(self, state: str) -> int:
        """Standing, and in a certain district of this state."""
        return sum(self.districts.get(state, {}).values())

    def unassigned(self, state: str) -> int:
        return self.states.get(state, 0) - self.assigned(state)


class Counts(msgspec.Struct, frozen=True):
    """Of all demands of a delivery, in the campaign's order; `campaign` is its name in the delivery's language."""

    campaign: str
    demands: tuple[DemandNumbers, ...]

    @property
    def counted(self) -> int:
        """Signatures in the nation at the cut-off."""
        return sum(each.counted for each in self.demands)

    @property
    def standing(self) -> int:
        """Signatures in the nation at the cut-off that still stood when the rows were gathered."""
        return sum(each.standing for each in self.demands)


class Told(msgspec.Struct, frozen=True):
    """What the official of one packet is told of a demand.

    `nation` and `constituency` were counted at the cut-off; `listed` are in this packet; `standing` are in the
    constituency and were not taken back before the packets were made; `unassigned` of the official's state are in no
    certain district, so no representative is handed their names. `state` is what stands in the whole state.
    """

    slug: str
    title: str
    nation: int
    constituency: int
    standing: int
    listed: int
    state: int
    unassigned: int


def tell(demand: DemandNumbers, addressee: Addressee, standing: int, listed: int) -> Told:
    state = addressee.state or ""
    return Told(
        demand.slug,
        demand.title,
        demand.counted,
        standing + gone_here(demand.gone, addressee),
        standing,
        listed,
        demand.states.get(state, 0),
        demand.unassigned(state) if addressee.reach == "district" else 0,
    )


def rows_known(demand: DemandNumbers, addressee: Addressee) -> int:
    """How many rows stand in a constituency of the nation, a state or a district."""
    if addressee.reach == "nation":
        return demand.standing
    if addressee.reach == "state":
        return demand.states.get(addressee.state or "", 0)
    return demand.districts.get(addressee.state or "", {}).get(addressee.district or 0, 0)


def gone_here(gone: Mapping[str, Mapping[str, int]], addressee: Addressee) -> int:
    """Of those that were taken back after the cut-off, the ones of this constituency."""
    return sum(
        number
        for state, by_zip in gone.items()
        for code, number in by_zip.items()
        if is_here(addressee, state, code)
    )


def is_here(addressee: Addressee, state: str, code: str) -> bool:
    if addressee.reach == "nation":
        return True
    if state != addressee.state:
        return False
    if addressee.reach == "district":
        return district_of(state, code) == addressee.district
    return addressee.reach == "state" or code in addressee.zips
