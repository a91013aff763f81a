"""The desk's door to files of officials: bringing one, seeing what it would change, and bringing it in."""

import asyncio
from datetime import date

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.officials import brought
from wechoose.officials.brought import Brought, find_brought
from wechoose.officials.comparing import Origin
from wechoose.officials.desk import HOME, Wrong, by_of
from wechoose.officials.files import LARGEST, File, read_file
from wechoose.officials.imports import in_force
from wechoose.officials.shapes import SHAPES
from wechoose.officials.shipped import shipments
from wechoose.officials.texts import clean
from wechoose.officials.wording import field_words
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db

IMPORT = HOME + "/import"
ONE = IMPORT + "/{import_id:int}"
# More than a file may have, so that who sends a larger one is told so on the page.
LARGEST_UPLOAD = LARGEST + 4_000_000
LONGEST_SOURCE = 150
SHOWN = 100


@get(IMPORT, right="import officials")
async def show_files(
    request: Request, db: Db, leader: TheLeader, done: FromQuery[str] = ""
) -> Response[bytes]:
    return await _files(request, db, leader, {"source": "", "as_of": ""}, {}, done)


@post(IMPORT, right="import officials", request_max_body_size=LARGEST_UPLOAD, brings_file=True)
async def bring_file(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    form, by = await read_form(request), by_of(request, leader)
    if form["shipped"]:
        return see_other(f"{IMPORT}/{await brought.bring_shipped(db, form['shipped'], by)}")
    try:
        file, origin = await _read(form)
    except Invalid as refusal:
        typed = {name: form[name] for name in ("source", "as_of")}
        return await _files(request, db, leader, typed, refusal.fields)
    return see_other(f"{IMPORT}/{await brought.bring(db, form.file, file, origin, by)}")


@get(ONE, right="import officials")
async def show_plan(
    request: Request, db: Db, leader: TheLeader, import_id: FromPath[int], done: FromQuery[str] = ""
) -> Response[bytes]:
    file = await find_brought(db, import_id)
    return await _plan(request, db, leader, file, done)


@post(ONE, right="import officials")
async def bring_in(request: Request, db: Db, leader: TheLeader, import_id: FromPath[int]) -> Response[bytes]:
    file, form = await find_brought(db, import_id), await read_form(request)
    if not await brought.bring_in(db, file, form["seen"], by_of(request, leader)):
        return see_other(f"{IMPORT}/{import_id}?done=other")
    return see_other(f"{IMPORT}?done={file.file.name}")


@post(ONE + "/forget", right="import officials")
async def forget_file(db: Db, import_id: FromPath[int]) -> Response[bytes]:
    await brought.forget(db, import_id)
    return see_other(f"{IMPORT}?done=forgotten")


async def _read(form: Form) -> tuple[File, Origin]:
    """Raises Invalid with a sentence for each field."""
    wrong: Wrong = {}
    source, as_of = clean(form["source"])[:LONGEST_SOURCE], _day(form["as_of"])
    if not source:
        wrong["source"] = _("Write where the file is from: it is shown beside each official.")
    if as_of is None:
        wrong["as_of"] = _("Write the day up to which the file is right, like 2026-11-03; not a day to come.")
    try:
        file = await asyncio.to_thread(read_file, form.file)
    except ValueError as error:
        wrong["file"] = str(error) if form.file else _("Choose a file first.")
    else:
        if as_of and not wrong:
            return file, Origin(source, as_of)
    raise Invalid({name: wrong[name] for name in ("file", "source", "as_of") if name in wrong})


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day <= clock.now().date() else None


async def _files(
    request: Request, db: Connection, leader: Leader, typed: dict[str, str], wrong: Wrong, done: str = ""
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "officials/files.html",
        422 if wrong else 200,
        values=typed,
        errors=wrong,
        shapes=SHAPES,
        in_force=await in_force(db),
        shipments=shipments(),
        done=done,
    )


async def _plan(
    request: Request, db: Connection, leader: Leader, file: Brought, done: str
) -> Response[bytes]:
    before = (await in_force(db)).get(file.file.name)
    return desk_page(
        request,
        leader,
        "officials/plan.html",
        plan=await brought.look(db, file),
        file=file,
        shape=SHAPES[file.file.name],
        is_older=before is not None and before["source_date"] > file.origin.as_of,
        before=before,
        most=SHOWN,
        labels=field_words(),
        done=done,
    )


ROUTES = [desk(show_files, bring_file, show_plan, bring_in, forget_file)]
