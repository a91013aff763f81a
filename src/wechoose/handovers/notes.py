"""Notes: what leaders wrote and photographed on the day; kept sealed, because both may show people."""

import re
import secrets
from datetime import datetime

import msgspec

from wechoose.audit import acts
from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid, Malformed, NotFound
from wechoose.base.sealing import Seals
from wechoose.base.words import _
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.deeds import By, write_down
from wechoose.handovers.photos import MEDIA_TYPE, Photo
from wechoose.officials.texts import clean_lines

sql = queries("handovers/notes")

LONGEST = 2_000
KEY = re.compile(r"[A-Za-z0-9_-]{22}")


class Note(msgspec.Struct, frozen=True):
    """`size` is width and height of the photo, None where there is none; `leader_id` who wrote it."""

    key: str
    official_id: int
    leader_id: int | None
    at: datetime
    text: str
    size: tuple[int, int] | None
    is_public: bool


class PublicPhoto(msgspec.Struct, frozen=True):
    key: str
    official_id: int
    width: int
    height: int


def new_key() -> str:
    """For a form: sent twice, it is one note. Nobody guesses it."""
    return secrets.token_urlsafe(16)


def check_text(text: str) -> str:
    """Raises Invalid."""
    cleaned = clean_lines(text)
    if len(cleaned) > LONGEST:
        raise Invalid({"note": _("Say it in at most %(most)s characters.") % {"most": LONGEST}})
    return cleaned


async def add_note(
    db: Connection,
    seals: Seals,
    delivery: Delivery,
    official_id: int,
    key: str,
    text: str,
    photo: Photo | None,
    by: By,
    *,
    is_public: bool = False,
) -> bool:
    """A checked text, a photo or both; false where this form was sent before. Raises Invalid for neither."""
    if not KEY.fullmatch(key):
        raise Malformed(_("That form could not be read. Please load the page again and retype it."))
    if not text and photo is None:
        raise Invalid({"note": _("Write something or add a photo.")})
    added = await sql.add_note(
        db,
        delivery_id=delivery.delivery_id,
        official_id=official_id,
        leader_id=by.leader.leader_id,
        at=clock.now(),
        key=key,
        sealed=seals.seal(_owner(delivery.delivery_id, key, "note"), text.encode()) if text else None,
        photo=seals.seal(_owner(delivery.delivery_id, key, "photo"), photo.jpeg) if photo else None,
        photo_type=MEDIA_TYPE if photo else None,
        photo_width=photo.width if photo else None,
        photo_height=photo.height if photo else None,
        is_public=is_public and photo is not None,
    )
    if added:
        said = {"photo": photo is not None, "public": is_public and photo is not None}
        await write_down(db, acts.ADDED_NOTE, delivery, by, official=official_id, **said)
    return bool(added)


async def notes_of(db: Connection, seals: Seals, delivery: Delivery, official_id: int) -> list[Note]:
    """The newest first."""
    rows = await sql.notes_of(db, delivery_id=delivery.delivery_id, official_id=official_id)
    return [_note(seals, delivery, row) for row in rows]


async def find_note(
    db: Connection, seals: Seals, delivery: Delivery, official_id: int, key: str
) -> Note | None:
    notes = await notes_of(db, seals, delivery, official_id)
    return next((note for note in notes if note.key == key), None)


async def open_photo(db: Connection, seals: Seals, delivery: Delivery, note: Note) -> bytes:
    """Raises NotFound where a note has none."""
    sealed = await sql.find_photo(db, delivery_id=delivery.delivery_id, key=note.key)
    if sealed is None:
        raise NotFound
    return seals.open(_owner(delivery.delivery_id, note.key, "photo"), sealed)


async def public_photos(db: Connection, delivery_id: int) -> list[PublicPhoto]:
    """In the order in which they were taken along."""
    return [PublicPhoto(**row) for row in await sql.public_photos(db, delivery_id=delivery_id)]


async def open_public_photo(db: Connection, seals: Seals, code: str, key: str) -> bytes:
    """Raises NotFound for what is not, or not any more, for everybody."""
    row = await sql.find_public_photo(db, code=code, key=key)
    if row is None:
        raise NotFound
    return seals.open(_owner(row["delivery_id"], key, "photo"), row["photo"])


def may_delete(note: Note, by: By) -> bool:
    """Who wrote it, and owners."""
    return by.leader.role == "owner" or note.leader_id == by.leader.leader_id


async def delete_note(db: Connection, delivery: Delivery, note: Note, by: By) -> None:
    """Raises NotFound for who may not."""
    if not may_delete(note, by):
        raise NotFound
    if await sql.delete_note(db, delivery_id=delivery.delivery_id, key=note.key):
        await write_down(db, acts.DELETED_NOTE, delivery, by, official=note.official_id)


async def show_photo(db: Connection, delivery: Delivery, note: Note, by: By, *, is_public: bool) -> None:
    """Say whether everybody may see it; where the delivery is published."""
    if await sql.show_photo(db, delivery_id=delivery.delivery_id, key=note.key, is_public=is_public):
        act = acts.SHOWED_PHOTO if is_public else acts.HID_PHOTO
        await write_down(db, act, delivery, by, official=note.official_id)


def _note(seals: Seals, delivery: Delivery, row: Row) -> Note:
    sealed = row["sealed"]
    return Note(
        row["key"],
        row["official_id"],
        row["leader_id"],
        row["at"],
        seals.open(_owner(delivery.delivery_id, row["key"], "note"), sealed).decode() if sealed else "",
        (row["photo_width"], row["photo_height"]) if row["photo_width"] else None,
        row["is_public"],
    )


def _owner(delivery_id: int, key: str, part: str) -> bytes:
    return f"handover {delivery_id} {key} {part}".encode()
