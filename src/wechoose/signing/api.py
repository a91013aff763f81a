"""Signing as JSON: the other door to the same verb."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.defenses.form_tokens import make_form_token
from wechoose.demands.demands import find_demand
from wechoose.signing.intake import take_in
from wechoose.signing.typed import from_json
from wechoose.web.transactions import Db, TheSite


@get(
    "/api/v1/demands/{slug:str}/form", summary="A form token: needed to sign, good for one signing for a day"
)
async def give_form(db: Db, site: TheSite, slug: FromPath[str]) -> Response[dict[str, str]]:
    demand = await find_demand(db, slug)
    return Response({"form_token": make_form_token(site, demand.slug)}, headers={"Cache-Control": "no-store"})


@post(
    "/api/v1/demands/{slug:str}/signatures",
    status_code=202,
    summary="Sign; the signer must then confirm by mail",
)
async def sign(request: Request, db: Db, site: TheSite, slug: FromPath[str]) -> dict[str, str]:
    demand = await find_demand(db, slug)
    await take_in(db, site, demand, from_json(await request.body()), "api")
    return {"status": "check_your_mail"}


ROUTES = [give_form, sign]
