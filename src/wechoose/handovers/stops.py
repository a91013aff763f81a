"""Stops: the officials of a delivery as who carries the packets around meets them."""

import re
from collections.abc import Iterable

import msgspec

from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.deliveries.addressees import Addressee
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.marks import Marks, read_marks
from wechoose.officials.addressing import office, state_name
from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official, find_officials

sql = queries("handovers/stops")

# As Congress writes its addresses: 522 Hart Senate Office Building, or G12 on the ground floor.
IN_BUILDING = re.compile(r"([A-Z]?)(\d+)\w*,? (.+ (?:House|Senate) Office Building)")


class Stop(msgspec.Struct, frozen=True):
    """`name` is who the packet is addressed to; where to find them is as it is known now. `rows` are in the packet."""

    official: Official
    name: str
    rows: int
    is_ready: bool
    marks: Marks
    notes: int

    @property
    def official_id(self) -> int:
        return self.official.official_id

    @property
    def office(self) -> str:
        return office(self.official)

    @property
    def address(self) -> str:
        return ", ".join(self.official.address)

    @property
    def dialled(self) -> str:
        """The number as a phone takes it."""
        return "".join(each for each in self.official.phone if each.isdigit() or each == "+")

    @property
    def kind(self) -> str:
        return KINDS[self.official.kind].words()

    @property
    def state(self) -> str:
        return state_name(self.official) or _("The whole country")

    @property
    def building(self) -> str:
        """ "" for who has no office in a building of Congress."""
        return self._room[1]

    @property
    def room(self) -> int:
        """As doors follow each other; what begins with a letter lies below."""
        return self._room[0]

    @property
    def _room(self) -> tuple[int, str]:
        found = next(filter(None, map(IN_BUILDING.fullmatch, self.official.address)), None)
        return (0 if found[1] else int(found[2]), found[3]) if found else (0, "")


class Numbers(msgspec.Struct, frozen=True):
    """How far a day is. Who was sent a packet and handed one is in both."""

    all: int
    sent: int
    handed: int
    answered: int
    left: int


async def stops_of(db: Connection, delivery: Delivery, official_id: int | None = None) -> list[Stop]:
    """In the order of the packets; those of one official only where one is named."""
    rows = await sql.packets(db, delivery_id=delivery.delivery_id, official_id=official_id)
    officials = {
        each.official_id: each for each in await find_officials(db, [row["official_id"] for row in rows])
    }
    return [_stop(row, officials[row["official_id"]]) for row in rows]


async def find_stop(db: Connection, delivery: Delivery, official_id: int) -> Stop:
    found = await stops_of(db, delivery, official_id) if 0 < official_id < 2**31 else []
    if not found:
        raise NotFound(_("There is no packet at this address."))
    return found[0]


def count(stops: Iterable[Stop]) -> Numbers:
    marks = [stop.marks for stop in stops]
    return Numbers(
        all=len(marks),
        sent=sum(each.sent_at is not None for each in marks),
        handed=sum(each.handed_at is not None for each in marks),
        answered=sum(each.answered_at is not None for each in marks),
        left=sum(not each.is_out for each in marks),
    )


def _stop(row: Row, official: Official) -> Stop:
    addressee = msgspec.json.decode(row["addressee"], type=Addressee)
    return Stop(
        # The office of who was addressed, also when somebody else is in it now.
        msgspec.structs.replace(official, name=addressee.name),
        addressee.named.official,
        row["rows"] or 0,
        row["status"] == "ready",
        read_marks(row),
        row["notes"],
    )
