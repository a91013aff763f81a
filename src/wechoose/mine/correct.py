"""Correcting: signers mend their name and where they are from on their own page, and the counts move with them."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.mine.changes import Change, lock_owner, note
from wechoose.signing.people import open_person, seal_person
from wechoose.signing.submission import check_names, check_place
from wechoose.signing.typed import Typed

sql = queries("mine/correct")

# How much of a name may be shown to everybody.
SHOWN = {"hidden": (False, False), "shown": (True, False), "initial": (True, True)}


class Details(msgspec.Struct, frozen=True):
    """A name and a place that break no rule."""

    given_name: str
    family_name: str
    state: str
    zip: str | None


def check_details(typed: Typed) -> Details:
    """As on the form where people sign; raises Invalid with a sentence for every field that is wrong."""
    wrong: dict[str, str] = {}
    given, family = check_names(typed, wrong)
    state, zip_code = check_place(typed, wrong)
    if wrong:
        raise Invalid(wrong)
    return Details(given, family, state, zip_code)


async def correct(db: Connection, site: Site, signer_key: bytes, details: Details) -> bool:
    """The name of a signer, and the place of all their signatures, counted where they are from now on.

    Whether anything is otherwise than before. Raises Gone when there is no such signer.
    """
    key = await lock_owner(db, signer_key)
    person = open_person(site.seals, signer_key, (await sql.find_signer(db, **key))["sealed"])
    named = msgspec.structs.replace(person, given_name=details.given_name, family_name=details.family_name)
    place = {"state": details.state, "zip": details.zip}
    moving = await sql.places(db, **key, **place)
    changes = [Change("name")] if named != person else []
    changes += _moves(moving)
    await note(db, site, signer_key, changes)
    if named != person:
        await sql.reseal(db, **key, sealed=seal_person(site.seals, signer_key, named))
    if moving:
        await sql.move(db, **key, **place)
    return bool(changes)


async def show_name(db: Connection, site: Site, signer_key: bytes, how: str) -> bool:
    """With all signatures, those that are still to come to count too; again changes nothing."""
    key = await lock_owner(db, signer_key)
    public, initial = SHOWN[how]
    if not await sql.other_names_shown(db, **key, public=public, initial=initial):
        return False
    await note(db, site, signer_key, [Change(how)])
    await sql.show_name(db, **key, public=public, initial=initial)
    return True


def _moves(moving: list) -> list[Change]:
    """Of what was counted each by itself, as it may stand in a list of the state that it leaves."""
    if not moving:
        return []
    counted = [
        Change("place", row["demand_id"], row["state"], row["delivered_zip"])
        for row in moving
        if row["counted"]
    ]
    return counted or [Change("place")]
