"""Addressees: officials as they were when a delivery was ordered, so that the same delivery made again is the same."""

import msgspec

from wechoose.base.words import speaking
from wechoose.deliveries.naming import Named, named
from wechoose.officials.addressing import address_lines
from wechoose.officials.constituency import constituency
from wechoose.officials.officials import Official


class Addressee(msgspec.Struct, frozen=True):
    """`named` and `address` are in the delivery's language; `name` may be "" where only the office is known.

    `reach` is nation, state, district or zips, as in the officials' constituency; `zips` are in order.
    """

    official_id: int
    kind: str
    name: str
    named: Named
    address: tuple[str, ...]
    reach: str
    state: str | None
    district: int | None
    zips: tuple[str, ...]

    @property
    def constituency_code(self) -> str:
        """US, NJ, NJ-07; of ZIP codes in a state NJ, too, with a star."""
        if self.reach == "district":
            return f"{self.state}-{self.district:02}"
        return f"{self.state or 'US'}{'*' if self.reach == 'zips' else ''}"


def freeze(official: Official, code: str) -> Addressee:
    """As a letter in this language addresses them."""
    theirs = constituency(official)
    with speaking(code):
        return Addressee(
            official.official_id,
            official.kind,
            official.name,
            named(official),
            address_lines(official),
            theirs.reach,
            theirs.state,
            theirs.district,
            tuple(sorted(theirs.zips)),
        )
