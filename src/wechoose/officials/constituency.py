"""Constituency: whose signatures an official is handed, as far as the data are certain."""

import msgspec

from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official
from wechoose.places.districts import district_of
from wechoose.places.zips import clean_zip


class Constituency(msgspec.Struct, frozen=True):
    """`reach` is nation, state, district or zips; with `zips` and none named, nobody is assigned.

    Who lives in the state and is not held is unassigned: they count in the state's packet and are named as unassigned.
    """

    reach: str
    state: str | None = None
    district: int | None = None
    zips: frozenset[str] = frozenset()

    def holds(self, state: str, zip: str | None) -> bool:  # noqa: A002 (one word per thing)
        """Whether somebody with this USPS code and ZIP code certainly lives here."""
        if self.reach == "nation":
            return True
        if state != self.state:
            return False
        if self.reach == "district":
            return district_of(state, zip) == self.district
        return self.reach == "state" or clean_zip(zip or "") in self.zips


def constituency(official: Official) -> Constituency:
    reach = KINDS[official.kind].reach
    zips = frozenset(official.zips) if reach == "zips" else frozenset()
    return Constituency(reach, official.state, official.district, zips)
