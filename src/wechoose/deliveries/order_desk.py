"""The desk's door to ordering a delivery: one form, looked at as often as wanted, and the press that places it."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from litestar import Request, Response, get, post

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.words import language
from wechoose.counts.tallies import take_snapshot
from wechoose.deliveries import letter_texts, placing
from wechoose.deliveries.drafts import MOST_OFFICIALS
from wechoose.deliveries.letter_texts import Template
from wechoose.deliveries.letters import explained
from wechoose.deliveries.pressing import chosen_officials, found_officials, press
from wechoose.deliveries.previews import Preview, look
from wechoose.deliveries.sample_page import sample_page
from wechoose.deliveries.typed import Typed, blank, read_typed
from wechoose.demands.demands import all_demands
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.officials.addressing import office, titled
from wechoose.officials.choosing import groups
from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official
from wechoose.places.states import all_states
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

NEW = "/desk/deliveries/new"


@get(NEW, right="order deliveries")
async def show_order(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    templates = await letter_texts.all_templates(db)
    mine = [each for each in templates if each.text.language == language.get()]
    return await _form(request, db, leader, blank((mine or templates)[0]), templates)


@post(NEW, right="order deliveries")
async def press_order(request: Request, db: Db, site: TheSite, leader: TheLeader) -> Response[bytes]:
    """Every button of the form comes here; only "make" orders anything, all others show the form again."""
    form = await read_form(request)
    templates = await letter_texts.all_templates(db)
    typed = await press(db, read_typed(form), form["do"], leader, templates)
    officials = await chosen_officials(db, typed, leader)
    if form["do"] not in ("look", "pdf", "make"):
        return await _form(request, db, leader, typed, templates, officials)
    try:
        draft = await placing.read_draft(db, typed, leader)
    except Invalid as refusal:
        return await _form(request, db, leader, typed, templates, officials, wrong=refusal.fields)
    if form["do"] == "make":
        delivery = await placing.place(db, site, draft, leader, client_address(request))
        return see_other(f"/desk/deliveries/{delivery.code}?done=ordered")
    preview = await look(db, draft, officials, typed.values["shown"], _campaign(request))
    if form["do"] == "pdf":
        pdf = await asyncio.to_thread(sample_page, preview, draft)
        return Response(
            pdf, status_code=200, media_type="application/pdf", headers={"Cache-Control": "no-store"}
        )
    return await _form(request, db, leader, typed, templates, officials, preview)


async def _form(
    request: Request,
    db: Connection,
    leader: Leader,
    typed: Typed,
    templates: list[Template],
    officials: Sequence[Official] = (),
    preview: Preview | None = None,
    wrong: dict[str, str] | None = None,
) -> Response[bytes]:
    verified = (await take_snapshot(db)).campaign.demands
    return desk_page(
        request,
        leader,
        "deliveries/order.html",
        422 if wrong else 200,
        typed=typed.with_chosen(each.official_id for each in officials),
        values=typed.values,
        errors=wrong or {},
        demands=[(each.slug, each.title, verified.get(each.slug, 0)) for each in await all_demands(db)],
        groups=await groups(db, leader.states),
        states=[each for each in all_states() if leader.covers(each.usps)],
        chosen=_by_kind(officials),
        found=await found_officials(db, typed, leader),
        templates=templates,
        titled=titled,
        office=office,
        fields=explained(),
        preview=preview,
        most=MOST_OFFICIALS,
    )


def _by_kind(officials: Sequence[Official]) -> list[tuple[str, list[Official]]]:
    """Those of one office are one list, which can be folded up."""
    grouped: Any = groupby(officials, key=lambda each: each.kind)
    return [(KINDS[kind].words(), list(those)) for kind, those in grouped]


def _campaign(request: Request) -> str:
    return request.app.state.front.campaign().name


ROUTES = [desk(show_order, press_order)]
