"""Signing as JSON: the other door to the same verb, for anybody's program and for partners' with a key."""

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from wechoose.signing.asking import FormAnswer, code_in, form_of
from wechoose.signing.described import FORM_SAYS, GIVES_FORM, KEY, SIGN_SAYS, TAKES_SIGNATURE
from wechoose.signing.intake import Intake
from wechoose.signing.on_behalf import CHANNEL, HEADER, Callers, Shown, sign_on_behalf
from wechoose.signing.typed import from_json
from wechoose.web.transactions import TheSite

SIGNED = {"status": "check_your_mail"}
# Browsers say so with one of these, and can't be kept from it.
SIGNS_OF_A_BROWSER = ("origin", "sec-fetch-site")


@get(
    "/api/v1/demands/{slug:str}/form",
    summary="What a form needs: its token, and the lines that ask for consent",
    description=FORM_SAYS,
    operation_class=GIVES_FORM,
)
async def give_form(request: Request, site: TheSite, slug: FromPath[str]) -> Response[FormAnswer]:
    intake = intake_of(request)
    demand = (await intake.demands.now()).find(slug)
    code = code_in(request.scope["query_string"])
    form = form_of(site, await intake.partners.now(), demand.slug, code)
    return Response(form, headers={"Cache-Control": "no-store"})


@post(
    "/api/v1/demands/{slug:str}/signatures",
    status_code=202,
    summary="Sign; the signer must then confirm by mail",
    description=SIGN_SAYS,
    operation_class=TAKES_SIGNATURE,
    security=[{}, {KEY: []}],
)
async def sign(request: Request, site: TheSite, slug: FromPath[str]) -> Response[dict[str, str]]:
    intake, callers, shown = intake_of(request), callers_of(request), _shown(request)
    caller = await callers.find(shown, await intake.partners.now())
    demand = (await intake.demands.now()).find(slug)
    typed = from_json(await request.body())
    if caller is None:
        await intake.take_in(demand, typed, CHANNEL)
        return Response(SIGNED)
    await sign_on_behalf(site, intake, caller, demand, typed, shown.names)
    return Response(SIGNED, background=BackgroundTask(callers.note, caller))


def intake_of(request: Request) -> Intake:
    return request.app.state.intake


def callers_of(request: Request) -> Callers:
    return request.app.state.callers


def _shown(request: Request) -> Shown:
    headers = request.headers
    return Shown(
        headers.getall("authorization", []),
        headers.getall(HEADER.lower(), []),
        any(name in headers for name in SIGNS_OF_A_BROWSER),
    )


ROUTES = [give_form, sign]
