"""The desk's door to notes and photos of a delivery's day."""

import asyncio

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, NotFound
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.deeds import by, find_theirs
from wechoose.handovers.desk import ONE, official_page
from wechoose.handovers.listed import show_changes
from wechoose.handovers.notes import (
    Note,
    add_note,
    check_text,
    delete_note,
    find_note,
    open_photo,
    show_photo,
)
from wechoose.handovers.photos import MEDIA_TYPE, Photo, read_photo
from wechoose.handovers.stops import find_stop
from wechoose.leaders.access import TheLeader, desk
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite

# More than a photo may have, so that who sends a larger one is told so on the page.
LARGEST_UPLOAD = 24_000_000

NOTES = ONE + "/notes"
NOTE = NOTES + "/{note:str}"

# For who opens it by itself.
ALONE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@post(NOTES, right="hand over", request_max_body_size=LARGEST_UPLOAD, brings_file=True)
async def add(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
) -> Response[bytes]:
    found, form = await find_theirs(db, leader, delivery), await read_form(request)
    await find_stop(db, found, official_id)
    typed = {"note": form["note"], "public": form["public"]}
    is_public = form["public"] == "yes"
    try:
        text, photo = check_text(form["note"]), await _photo(form)
        await add_note(
            *(db, site.seals, found, official_id, form["key"], text, photo, by(request, leader)),
            is_public=is_public,
        )
    except Invalid as refusal:
        wrong, key = refusal.fields, form["key"]
        return await official_page(
            request, db, site, leader, found, official_id, typed=typed, wrong=wrong, key=key
        )
    show_changes(request)
    return see_other(f"/desk/deliveries/{found.code}/day/{official_id}?done=note#notes")


@post(NOTE + "/removal", right="hand over")
async def remove(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
    note: FromPath[str],
) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    # Pressed twice, it is gone already.
    if gone := await find_note(db, site.seals, found, official_id, note):
        await delete_note(db, found, gone, by(request, leader))
    show_changes(request)
    return see_other(f"/desk/deliveries/{found.code}/day/{official_id}?done=removed#notes")


@post(NOTE + "/public", right="hand over")
async def choose_who_sees(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
    note: FromPath[str],
) -> Response[bytes]:
    found, form = await find_theirs(db, leader, delivery), await read_form(request)
    chosen = await _find_note(db, site, found, official_id, note)
    await show_photo(db, found, chosen, by(request, leader), is_public=form["public"] == "yes")
    show_changes(request)
    return see_other(f"/desk/deliveries/{found.code}/day/{official_id}?done=photo#notes")


@get(NOTE + "/photo", right="hand over")
async def show(
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
    note: FromPath[str],
) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    chosen = await _find_note(db, site, found, official_id, note)
    jpeg = await open_photo(db, site.seals, found, chosen)
    return Response(jpeg, media_type=MEDIA_TYPE, headers=ALONE)


async def _find_note(db: Connection, site: Site, delivery: Delivery, official_id: int, note: str) -> Note:
    """Raises NotFound."""
    if found := await find_note(db, site.seals, delivery, official_id, note):
        return found
    raise NotFound


async def _photo(form: Form) -> Photo | None:
    """Raises Invalid."""
    if not form.file:
        return None
    try:
        return await asyncio.to_thread(read_photo, form.file)
    except ValueError as error:
        raise Invalid({"photo": str(error)}) from None


ROUTES = [desk(add, remove, choose_who_sees, show)]
