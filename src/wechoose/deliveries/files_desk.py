"""The desk's door to the files of a delivery: asking for a link, and taking what it leads to, once."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.audit.reasons import check_reason
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, NotFound
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.deliveries.closing import has_files, is_coming
from wechoose.deliveries.deliveries import Delivery, Packet, find_delivery, find_packet, is_within, packets_of
from wechoose.deliveries.folders import taken_as
from wechoose.deliveries.links import Wanted, find_link, make_link, use_link
from wechoose.deliveries.taker import COMMAND, Task
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.lists.apart import made_by
from wechoose.web.files import as_file
from wechoose.web.forms import Form, read_form
from wechoose.web.query import asked
from wechoose.web.rendering import PRIVATE, see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

FILES = "/desk/deliveries/{delivery:str}/files"
TAKE = FILES + "/{token:str}"

WHATS = ("whole", "packet", "letter")
# What a form says that was not sent yet.
BLANK = {"what": "packet", "official": "", "reason": ""}


@get(FILES, right="take files", fresh=True)
async def show_files(
    request: Request, db: Db, site: TheSite, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    typed = BLANK | {"official": asked(request.scope["query_string"], "official")[:12]}
    return await _form(request, db, site, leader, await _find(db, leader, delivery), typed, {})


@post(FILES, right="take files", fresh=True)
async def ask_for_files(
    request: Request, db: Db, site: TheSite, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    found, form = await _find(db, leader, delivery), await read_form(request)
    try:
        wanted, reason = await _check(db, found, form)
    except Invalid as refusal:
        typed = {name: form[name] for name in BLANK}
        return await _form(request, db, site, leader, found, typed, refusal.fields)
    token = await make_link(db, site, leader, found, wanted, reason, client_address(request))
    return see_other(f"/desk/deliveries/{found.code}/files/{token}")


@get(TAKE, right="take files", fresh=True)
async def show_link(
    request: Request, db: Db, leader: TheLeader, delivery: FromPath[str], token: FromPath[str]
) -> Response[bytes]:
    found = await _find(db, leader, delivery)
    link = await find_link(db, leader, found, token)
    link.check()
    packet = await _packet(db, found, link.wanted)
    name, _kind = taken_as(found, packet, link.wanted.file)
    answer = desk_page(
        request, leader, "deliveries/take.html", delivery=found, packet=packet, link=link, file_name=name
    )
    answer.headers.update(PRIVATE)
    return answer


@post(TAKE, right="take files", fresh=True)
async def take(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    token: FromPath[str],
) -> Response:
    """The file begins once this is committed, so that nothing leaves unrecorded."""
    found = await _find(db, leader, delivery)
    wanted = await use_link(db, leader, found, token, client_address(request))
    name, media_type = taken_as(found, await _packet(db, found, wanted), wanted.file)
    task = Task(site.database.url, site.settings.secret_keys, found.code, wanted.official_id, wanted.file)
    return as_file(made_by(COMMAND, task), media_type, name)


async def _find(db: Connection, leader: Leader, code: str) -> Delivery:
    """One that is not within a leader's states is not there for them."""
    found = await find_delivery(db, code)
    if not await is_within(db, found, leader):
        raise NotFound
    return found


async def _check(db: Connection, delivery: Delivery, form: Form) -> tuple[Wanted, str]:
    wrong: dict[str, str] = {}
    reason = check_reason(form["reason"], wrong, _("Say in a few words what you need the files for."))
    if form["what"] not in WHATS:
        wrong["what"] = _("Choose what you need.")
    packets = {str(each.official_id): each for each in await packets_of(db, delivery.delivery_id)}
    packet = packets.get(form["official"])
    if form["what"] in ("packet", "letter") and packet is None:
        wrong["official"] = _("Choose an official from the list.")
    if wrong:
        raise Invalid(wrong)
    if form["what"] == "whole" or packet is None:
        return Wanted(), reason
    return Wanted(packet.official_id, _letter(packet) if form["what"] == "letter" else ""), reason


def _letter(packet: Packet) -> str:
    return next((file.name for file in packet.files if file.media_type == "application/pdf"), "")


async def _packet(db: Connection, delivery: Delivery, wanted: Wanted) -> Packet | None:
    return await find_packet(db, delivery.delivery_id, wanted.official_id) if wanted.official_id else None


async def _form(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    delivery: Delivery,
    typed: dict[str, str],
    wrong: dict[str, str],
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "deliveries/files.html",
        422 if wrong else 200,
        delivery=delivery,
        packets=await packets_of(db, delivery.delivery_id),
        has_files=has_files(delivery),
        is_coming=is_coming(delivery),
        hours=site.settings.limits.file_link_hours,
        values=typed,
        errors=wrong,
    )


ROUTES = [desk(show_files, ask_for_files, show_link, take)]
