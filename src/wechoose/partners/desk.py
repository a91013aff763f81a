"""The desk's door to partners: the list of all, adding, changing, stopping one, its logo and its keys."""

import asyncio

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader, all_leaders
from wechoose.partners import details, editing, keys, logos
from wechoose.partners.deeds import By
from wechoose.partners.partners import Partner, all_partners, find_partner
from wechoose.places.states import all_states, find_state
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite, once_committed
from wechoose.web.visitor import client_address

HOME = "/desk/partners"
ONE = HOME + "/{code:str}"
# More than a logo may have, so that who sends a photograph is told so on the page.
LARGEST_UPLOAD = 8_000_000

Wrong = dict[str, str]


@get(HOME, right="see partners")
async def show_partners(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    partners = await all_partners(db)
    states = {each.state: find_state(each.state) for each in partners if each.state}
    return desk_page(request, leader, "partners/partners.html", partners=partners, states=states)


@get(HOME + "/new", right="change partners")
async def show_new(request: Request, leader: TheLeader) -> Response[bytes]:
    return _new(request, leader, details.BLANK, {})


@post(HOME + "/new", right="change partners")
async def add_partner(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    typed = _typed(await read_form(request))
    try:
        checked = details.check(typed)
        await editing.add(db, checked, _by(request, leader))
    except Invalid as refusal:
        return _new(request, leader, typed, refusal.fields)
    return _done(request, f"{HOME}/{checked.code}/edit?done=added")


@get(ONE + "/edit", right="change partners")
async def show_edit(
    request: Request, db: Db, leader: TheLeader, code: FromPath[str], done: FromQuery[str] = ""
) -> Response[bytes]:
    partner = await find_partner(db, code)
    return _edit(request, leader, partner, details.as_typed(partner), {}, done)


@post(ONE + "/edit", right="change partners")
async def change_partner(request: Request, db: Db, leader: TheLeader, code: FromPath[str]) -> Response[bytes]:
    partner = await editing.hold_partner(db, code)
    typed = _typed(await read_form(request))
    try:
        changed = await editing.change(db, partner, details.check(typed, partner.code), _by(request, leader))
    except Invalid as refusal:
        return _edit(request, leader, partner, typed, refusal.fields)
    return _done(request, f"{HOME}/{code}/edit?done={'changed' if changed else 'same'}")


@post(ONE + "/stop", right="change partners")
async def stop_partner(request: Request, db: Db, leader: TheLeader, code: FromPath[str]) -> Response[bytes]:
    await editing.stop(db, await editing.hold_partner(db, code), _by(request, leader))
    return _done(request, f"{HOME}/{code}/edit?done=stopped")


@post(ONE + "/resume", right="change partners")
async def resume_partner(request: Request, db: Db, leader: TheLeader, code: FromPath[str]) -> Response[bytes]:
    await editing.resume(db, await editing.hold_partner(db, code), _by(request, leader))
    return _done(request, f"{HOME}/{code}/edit?done=resumed")


@post(ONE + "/logo", right="change partners", request_max_body_size=LARGEST_UPLOAD, brings_file=True)
async def change_logo(request: Request, db: Db, leader: TheLeader, code: FromPath[str]) -> Response[bytes]:
    partner, form = await find_partner(db, code), await read_form(request)
    by = _by(request, leader)
    if form["act"] == "remove":
        await logos.drop_logo(db, partner, by)
        return _done(request, f"{HOME}/{code}/edit?done=bare")
    try:
        logo = await asyncio.to_thread(logos.read_logo, form.file)
    except ValueError as error:
        return _edit(request, leader, partner, details.as_typed(partner), {"logo": str(error)})
    await logos.set_logo(db, partner, logo, by)
    return _done(request, f"{HOME}/{code}/edit?done=logo")


@get(ONE + "/keys", right="use keys")
async def show_keys(
    request: Request, db: Db, site: TheSite, leader: TheLeader, code: FromPath[str], done: FromQuery[str] = ""
) -> Response[bytes]:
    return await _keys(request, db, site, leader, await find_partner(db, code), done=done)


@post(ONE + "/keys", right="use keys", fresh=True)
async def make_key(
    request: Request, db: Db, site: TheSite, leader: TheLeader, code: FromPath[str]
) -> Response[bytes]:
    """The answer is the only page that ever shows the key: nothing that can be loaded again does."""
    partner = await editing.hold_partner(db, code)
    try:
        key = await keys.make_key(db, partner, _by(request, leader))
    except Invalid as refusal:
        return await _keys(request, db, site, leader, partner, wrong=refusal.fields)
    once_committed(request, request.app.state.callers.keys.expire)
    return await _keys(request, db, site, leader, partner, fresh=key)


@post(ONE + "/keys/{hint:str}/end", right="use keys")
async def end_key(
    request: Request, db: Db, leader: TheLeader, code: FromPath[str], hint: FromPath[str]
) -> Response[bytes]:
    await keys.end_key(db, await editing.hold_partner(db, code), hint, _by(request, leader))
    return _done(request, f"{HOME}/{code}/keys?done=ended")


def _by(request: Request, leader: Leader) -> By:
    return By(leader.leader_id, client_address(request))


def _typed(form: Form) -> dict[str, str]:
    return {name: form[name] for name in details.FIELDS}


def _done(request: Request, address: str) -> Response[bytes]:
    """Every page knows it once it is committed; those of other processes within a second."""
    once_committed(request, request.app.state.intake.partners.expire)
    once_committed(request, request.app.state.callers.keys.expire)
    return see_other(address)


def _new(request: Request, leader: Leader, typed: dict[str, str], wrong: Wrong) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "partners/new.html",
        422 if wrong else 200,
        values=typed,
        errors=wrong,
        states=all_states(),
    )


def _edit(
    request: Request, leader: Leader, partner: Partner, typed: dict[str, str], wrong: Wrong, done: str = ""
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "partners/edit.html",
        422 if wrong else 200,
        partner=partner,
        values=typed,
        errors=wrong,
        states=all_states(),
        done=done,
    )


async def _keys(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    partner: Partner,
    *,
    wrong: Wrong | None = None,
    fresh: str = "",
    done: str = "",
) -> Response[bytes]:
    # Who works for a partner sees names of its own people; all others are the campaign.
    people = await all_leaders(db, site)
    makers = {each.leader_id: each.email for each in people if leader.partner in ("", each.partner)}
    return desk_page(
        request,
        leader,
        "partners/keys.html",
        422 if wrong else 200,
        partner=partner,
        keys=await keys.keys_of(db, partner),
        makers=makers,
        most=keys.MOST,
        errors=wrong or {},
        fresh=fresh,
        done=done,
    )


ROUTES = [
    desk(
        show_partners,
        show_new,
        add_partner,
        show_edit,
        change_partner,
        stop_partner,
        resume_partner,
        change_logo,
        show_keys,
        make_key,
        end_key,
    )
]
