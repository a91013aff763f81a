"""Signing as JSON: the other door to the same verb."""

from dataclasses import dataclass

from litestar import Request, Response, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, Reference, RequestBody, Schema
from litestar.params import FromPath

from wechoose.defenses.form_tokens import make_form_token
from wechoose.signing.intake import Intake
from wechoose.signing.typed import FIELDS, FLAGS, LISTS, from_json
from wechoose.web.transactions import TheSite

REQUIRED = ["given_name", "family_name", "email", "form_token"]


@dataclass
class TakesSignature(Operation):
    """Describes the body, which is read by hand so that every wrong field is named and not only the first."""

    def __post_init__(self) -> None:
        fields: dict[str, Schema | Reference] = {name: _schema(name) for name in FIELDS}
        body = Schema(
            type=OpenAPIType.OBJECT, properties=fields, required=REQUIRED, additional_properties=False
        )
        self.request_body = RequestBody(
            content={"application/json": OpenAPIMediaType(schema=body)}, required=True
        )


@get(
    "/api/v1/demands/{slug:str}/form", summary="A form token: needed to sign, good for one signing for a day"
)
async def give_form(request: Request, site: TheSite, slug: FromPath[str]) -> Response[dict[str, str]]:
    demand = (await intake_of(request).demands.now()).find(slug)
    return Response({"form_token": make_form_token(site, demand.slug)}, headers={"Cache-Control": "no-store"})


@post(
    "/api/v1/demands/{slug:str}/signatures",
    status_code=202,
    summary="Sign; the signer must then confirm by mail",
    operation_class=TakesSignature,
)
async def sign(request: Request, slug: FromPath[str]) -> dict[str, str]:
    intake = intake_of(request)
    demand = (await intake.demands.now()).find(slug)
    await intake.take_in(demand, from_json(await request.body()), "api")
    return {"status": "check_your_mail"}


def intake_of(request: Request) -> Intake:
    return request.app.state.intake


def _schema(name: str) -> Schema:
    if name in LISTS:
        return Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.STRING))
    return Schema(type=OpenAPIType.BOOLEAN if name in FLAGS else OpenAPIType.STRING)


ROUTES = [give_form, sign]
