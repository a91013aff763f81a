"""The wall of names: who agreed to be shown, the newest first; a first name, a state and a day, and no more of anyone.

Where one page of it ends is told sealed: a moment and a key that nobody is to see.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from wechoose.base.database import Row
from wechoose.base.queries import queries
from wechoose.base.sealing import SIGNER_KEY_BYTES
from wechoose.base.site import Site
from wechoose.base.tokens import decode, encode
from wechoose.demands.demands import Demand
from wechoose.places.states import State, find_state
from wechoose.signing.people import open_person, shown_name

sql = queries("campaign/wall")

PAGE = 50
# Full rows in two columns and in three.
STRIP = 6
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Place(msgspec.Struct, frozen=True):
    """Where on the wall one looks on: below the name that was confirmed at this moment."""

    at: datetime
    signer_key: bytes


TOP = Place(datetime(9999, 1, 1, tzinfo=UTC), b"\xff" * SIGNER_KEY_BYTES)


class Name(msgspec.Struct, frozen=True):
    shown: str
    usps: str
    day: date

    @property
    def state(self) -> str:
        """In the language of the person being answered."""
        state = find_state(self.usps)
        return state.name if state else self.usps


class Names(msgspec.Struct, frozen=True):
    """A part of the wall; `below` is the sealed place where it goes on, "" at its end."""

    all: list[Name]
    below: str

    def by_day(self) -> list[tuple[date, list[Name]]]:
        return [(day, list(names)) for day, names in groupby(self.all, key=lambda name: name.day)]


NOBODY = Names([], "")


async def read_names(
    site: Site, demand: Demand, state: State | None = None, place: Place = TOP, most: int = PAGE
) -> Names:
    known = {
        "demand_id": demand.demand_id,
        "before": place.at,
        "before_key": place.signer_key,
        "most": most + 1,
    }
    async with site.database.statement("reading") as db:
        rows = await (sql.newest_in(db, state=state.usps, **known) if state else sql.newest(db, **known))
    shown = rows[:most]
    return Names(
        [_name(site, row) for row in shown if row["sealed"] is not None],
        _seal(site, demand, state, shown) if len(rows) > most else "",
    )


def read_place(site: Site, demand: Demand, state: State | None, sealed: str) -> Place | None:
    """None for what is no place on this wall."""
    try:
        said = _cipher(site).decrypt(decode(sealed), _belongs_to(demand, state))
    except (InvalidTag, ValueError):
        return None
    return Place(EPOCH + int.from_bytes(said[:8], "big") * MICROSECOND, said[8:])


def _name(site: Site, row: Row) -> Name:
    person = open_person(site.seals, row["signer_key"], row["sealed"])
    shown = shown_name(person, initial=row["initial"])
    return Name(shown, row["state"], row["verified_at"].astimezone(UTC).date())


def _seal(site: Site, demand: Demand, state: State | None, rows: Sequence[Row]) -> str:
    """Always the same for the same place, so that a crowd that looks on shares the page."""
    last = rows[-1]
    said = ((last["verified_at"] - EPOCH) // MICROSECOND).to_bytes(8, "big") + last["signer_key"]
    return encode(_cipher(site).encrypt(said, _belongs_to(demand, state)))


def _cipher(site: Site) -> AESSIV:
    return AESSIV(hmac.digest(site.address_key, b"\0wall\0", "sha512"))


def _belongs_to(demand: Demand, state: State | None) -> list[bytes]:
    return [demand.slug.encode(), (state.usps if state else "--").encode()]
