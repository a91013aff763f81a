"""The public door to deliveries: what reached whom, in numbers, and the photos that everybody may see."""

from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.base.refusals import NotFound
from wechoose.counts.api import live_of
from wechoose.handovers.notes import open_public_photo
from wechoose.handovers.photos import MEDIA_TYPE
from wechoose.handovers.sheets import all_delivered, delivered
from wechoose.web.rendering import respond
from wechoose.web.shared import Sheet
from wechoose.web.transactions import Db, TheSite

SUFFIX = ".jpg"
# Not for long: a photo that is taken back has to go.
PHOTO = {
    "Cache-Control": "public, max-age=60",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@get("/delivered", include_in_schema=False)
async def show_all(request: Request) -> Response[bytes]:
    return await _respond(request, await all_delivered(request.app.state))


@get("/delivered/{delivery:str}", include_in_schema=False)
async def show_delivered(request: Request, delivery: FromPath[str]) -> Response[bytes]:
    return await _respond(request, await delivered(request.app.state, delivery))


@get("/delivered/{delivery:str}/photos/{name:str}", include_in_schema=False)
async def send_photo(db: Db, site: TheSite, delivery: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    if not name.endswith(SUFFIX) or not (delivery + name).isprintable():
        raise NotFound
    jpeg = await open_public_photo(db, site.seals, delivery, name.removesuffix(SUFFIX))
    return Response(jpeg, media_type=MEDIA_TYPE, headers=PHOTO)


async def _respond(request: Request, sheet: Sheet) -> Response[bytes]:
    return respond(request, await sheet.page(await live_of(request).fresh()))


ROUTES = [show_all, show_delivered, send_photo]
