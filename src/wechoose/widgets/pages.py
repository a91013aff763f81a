"""The frame and what follows signing in it, and the loader: in full, and for what the express doors leave."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.refusals import Closed, Invalid, NotFound
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _
from wechoose.counts.api import ANY_ORIGIN, live_of
from wechoose.signing.api import intake_of
from wechoose.signing.typed import from_form
from wechoose.web.forms import read_form
from wechoose.web.rendering import PRIVATE, page, respond, see_other, site_of
from wechoose.web.statics import FOREVER
from wechoose.widgets.frame import (
    NoPartner,
    Place,
    Stopped,
    credited,
    find_place,
    frame,
    make_frame,
    make_lost,
    make_signed,
)
from wechoose.widgets.loader import Loader, loaders, newest
from wechoose.widgets.states import make_state_token, read_state_token

LOADER = {"Vary": "Accept-Encoding", **ANY_ORIGIN}
SOME_TIME = "public, max-age=3600"


@get("/embed/{slug:str}", include_in_schema=False)
async def show_frame(request: Request, slug: FromPath[str]) -> Response[bytes]:
    try:
        place = await _place(request, slug)
    except (NoPartner, Stopped) as refusal:
        return _turn_away(request, slug, refusal)
    return respond(request, frame(request.app.state, place).make(await live_of(request).fresh()))


@post("/embed/{slug:str}", status_code=303, include_in_schema=False)
async def sign(request: Request, slug: FromPath[str]) -> Response:
    """What is wrong is said in the frame: only the frame's own page may stand there."""
    try:
        place = await _place(request, slug)
    except (NoPartner, Stopped) as refusal:
        return _turn_away(request, slug, refusal)
    typed = credited(place, from_form(await read_form(request)), request.scope["query_string"])
    try:
        submission = await intake_of(request).take_in(place.demand, typed, "widget")
    except Invalid as refusal:
        status, errors = 422, refusal.fields
    except Closed:
        status, errors = 409, {}
    else:
        return see_other(signed_address(place, make_state_token(site_of(request), submission)))
    snapshot = await live_of(request).fresh()
    return respond(request, make_frame(request.app.state, snapshot, place, typed, errors), status)


@get("/embed/{slug:str}/signed/{token:str}", include_in_schema=False)
async def show_signed(request: Request, slug: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    try:
        place = await _place(request, slug)
    except (NoPartner, Stopped) as refusal:
        return _turn_away(request, slug, refusal)
    hall = request.app.state
    snapshot = await live_of(request).fresh()
    try:
        counted = await hall.states.is_counted(read_state_token(hall.site, token))
    except (Expired, Forged) as error:
        made, status = make_lost(hall, snapshot, place), 410 if isinstance(error, Expired) else 404
        return respond(request, made, status, PRIVATE)
    return respond(request, make_signed(hall, snapshot, place, counted=counted), headers=PRIVATE)


@get("/embed/{slug:str}/signed/{token:str}/state", include_in_schema=False)
async def tell_state(request: Request, token: FromPath[str]) -> Response[dict[str, str]]:
    hall = request.app.state
    try:
        counted = await hall.states.is_counted(read_state_token(hall.site, token))
    except (Expired, Forged):
        raise NotFound(_("There is nothing at this address.")) from None
    return Response({"state": "counted" if counted else "waiting"}, headers=PRIVATE)


@get("/widget.js", include_in_schema=False)
async def send_newest_loader(request: Request) -> Response[bytes | None]:
    loader = newest()
    headers = {"Cache-Control": SOME_TIME, "ETag": loader.etag}
    if loader.etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=LOADER | headers)
    return _loader(request, loader, headers)


@get("/widget/{name:str}", include_in_schema=False)
async def send_loader(request: Request, name: FromPath[str]) -> Response[bytes | None]:
    loader = next((each for each in loaders().values() if name == f"{each.version}.js"), None)
    if loader is None:
        raise NotFound(_("There is nothing at this address."))
    return _loader(request, loader, {"Cache-Control": FOREVER})


def signed_address(place: Place, token: str) -> str:
    return f"/embed/{place.demand.slug}/signed/{token}?{place.look.query}"


async def _place(request: Request, slug: str) -> Place:
    return await find_place(request.app.state, slug, request.scope["query_string"])


def _turn_away(request: Request, slug: str, refusal: NoPartner | Stopped) -> Response[bytes]:
    """A page that nobody may frame; it leads to where everybody can sign."""
    return page(
        request,
        "widgets/no_partner.html",
        410 if isinstance(refusal, Stopped) else 404,
        PRIVATE,
        sentence=refusal.sentence,
        address=f"/demands/{slug}",
        is_typed=request.method == "POST",
    )


def _loader(request: Request, loader: Loader, headers: dict[str, str]) -> Response[bytes | None]:
    compress = "br" in request.headers.get("accept-encoding", "")
    body = loader.compressed if compress else loader.plain
    encoding = {"Content-Encoding": "br"} if compress else {}
    return Response(body, media_type="text/javascript", headers=LOADER | headers | encoding)


ROUTES = [show_frame, sign, show_signed, tell_state, send_newest_loader, send_loader]
