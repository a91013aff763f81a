"""Express doors of the widget: what every visitor of every partner's page asks for."""

from wechoose.signing.typed import from_form
from wechoose.web.express import Answer, Ask, Door, as_pairs
from wechoose.web.forms import parse_form
from wechoose.web.rendering import lead_to
from wechoose.web.statics import FOREVER
from wechoose.widgets.frame import credited, find_place, frame
from wechoose.widgets.loader import Loader, loaders, newest
from wechoose.widgets.pages import LOADER, SOME_TIME, signed_address
from wechoose.widgets.states import make_state_token

JAVASCRIPT = (b"content-type", b"text/javascript; charset=utf-8")


async def show_frame(ask: Ask) -> Answer | None:
    place = await find_place(ask.hall, ask.name, ask.scope["query_string"])
    return await ask.hall.shared.give(ask, frame(ask.hall, place))


async def sign(ask: Ask) -> Answer | None:
    query = ask.scope["query_string"]
    place = await find_place(ask.hall, ask.name, query)
    form = parse_form(ask.header(b"content-type").decode("latin-1"), ask.body)
    submission = await ask.hall.intake.take_in(
        place.demand, credited(place, from_form(form), query), "widget"
    )
    return lead_to(signed_address(place, make_state_token(ask.hall.site, submission)))


async def send_newest_loader(ask: Ask) -> Answer | None:
    loader = newest()
    headers = as_pairs({"ETag": loader.etag, "Cache-Control": SOME_TIME, **LOADER})
    if loader.etag.encode() in ask.header(b"if-none-match"):
        return Answer(304, headers)
    return _loader(ask, loader, headers)


async def send_loader(ask: Ask) -> Answer | None:
    version = ask.scope["path"].removeprefix("/widget/").removesuffix(".js")
    return _loader(ask, loaders()[int(version)], as_pairs({"Cache-Control": FOREVER, **LOADER}))


def _loader(ask: Ask, loader: Loader, headers: tuple) -> Answer:
    if b"br" in ask.header(b"accept-encoding"):
        return Answer(200, (JAVASCRIPT, *headers, (b"content-encoding", b"br")), loader.compressed)
    return Answer(200, (JAVASCRIPT, *headers), loader.plain)


DOORS = [
    Door("GET", "/embed/{}", show_frame),
    Door("POST", "/embed/{}", sign, waits=True),
    Door("GET", "/widget.js", send_newest_loader),
    *(Door("GET", f"/widget/{version}.js", send_loader) for version in loaders()),
]
