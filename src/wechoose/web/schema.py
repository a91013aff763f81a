"""The schema: what OpenAPI tells of an address beyond what its code says, with examples that tests send as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from litestar.openapi.spec import (
    Example,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)

JSON = "application/json"
TEXT = Schema(type=OpenAPIType.STRING)
NUMBER = Schema(type=OpenAPIType.INTEGER)
FLAG = Schema(type=OpenAPIType.BOOLEAN)
TEXTS = Schema(type=OpenAPIType.ARRAY, items=TEXT)
DETAILS = Schema(type=OpenAPIType.OBJECT, additional_properties=Schema(one_of=[TEXT, NUMBER]))
NUMBERS = Schema(type=OpenAPIType.OBJECT, additional_properties=NUMBER)


def thing(fields: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """A JSON object with these fields."""
    return Schema(type=OpenAPIType.OBJECT, properties=dict(fields), required=list(required))


def said(schema: Schema, says: str) -> Schema:
    return replace(schema, description=says)


def parameter(name: str, where: str, schema: Schema, says: str, example: str) -> Parameter:
    return Parameter(name, where, schema, says, examples={name: Example(value=example)})


def body_of(
    fields: Mapping[str, Schema], required: Sequence[str], examples: Mapping[str, Any]
) -> RequestBody:
    """Takes these fields and no others."""
    schema = replace(thing(fields, required), additional_properties=False)
    given: dict[str, Example | Reference] = {name: Example(value=value) for name, value in examples.items()}
    return RequestBody(content={JSON: OpenAPIMediaType(schema=schema, examples=given)}, required=True)


def bearer(looks: str, says: str) -> SecurityScheme:
    return SecurityScheme("http", scheme="bearer", bearer_format=looks, description=says)


REFUSED = thing(
    {
        "error": said(TEXT, "A word for programs."),
        "message": said(TEXT, "A sentence for people, in their language."),
        "reference": said(TEXT, "Tell us this number when you ask us."),
        "fields": said(
            Schema(type=OpenAPIType.OBJECT, additional_properties=TEXT),
            "What is wrong, by field or header. Only with 422.",
        ),
    },
    required=["error", "message", "reference"],
)


class Refused(NamedTuple):
    """An answer that says no, in the words that are sent."""

    status: int
    when: str
    error: str
    message: str
    fields: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}

    def body(self) -> dict[str, Any]:
        body = {"error": self.error, "message": self.message, "reference": "5f0c9a1e"}
        return body | ({"fields": self.fields} if self.fields else {})


NOWHERE = Refused(404, "No demand has this slug.", "not_found", "There is no demand at this address.")
UNREADABLE = Refused(
    400,
    "A parameter can't be read.",
    "malformed",
    "That could not be read. Please go back and try again.",
)
BUSY = Refused(
    503,
    "The site can't do this right now. Come back after as many seconds as Retry-After says.",
    "unavailable",
    "The site is catching its breath. Please try again in a few seconds.",
    headers={"Retry-After": "Seconds to wait."},
)

KNOWN = {
    "slug": ("The demand, as `/api/v1/demands` names it.", "privatization-moratorium"),
    "step": ("How much time each point stands for.", "day"),
}


def told(
    example: Any,
    *refused: Refused,
    parameters: tuple[Parameter, ...] = (),
    body: RequestBody | None = None,
    schema: Schema | None = None,
    media_type: str = JSON,
    says: str = "",
) -> type[Operation]:
    """For a handler's `operation_class`. `schema` is of an answer whose type does not tell it."""

    @dataclass
    class Told(Operation):
        def __post_init__(self) -> None:
            self.parameters = [*map(_with_example, self.parameters or []), *parameters]
            self.request_body = body or self.request_body
            status, answer = next(iter((self.responses or {}).items()))
            assert isinstance(answer, OpenAPIResponse)
            [media] = (answer.content or {}).values()
            given = OpenAPIMediaType(
                schema=schema or media.schema, examples={"answer": Example(value=example)}
            )
            good = replace(answer, description=says or answer.description, content={media_type: given})
            self.responses = {status: good, **refusals(refused)}

    return Told


def refusals(refused: tuple[Refused, ...]) -> dict[str, OpenAPIResponse]:
    """By status; several reasons for one status are several examples of it."""
    found: dict[str, list[Refused]] = {}
    for each in sorted(refused, key=lambda one: one.status):
        found.setdefault(str(each.status), []).append(each)
    return {status: _refusal(reasons) for status, reasons in found.items()}


def _refusal(reasons: list[Refused]) -> OpenAPIResponse:
    examples: dict[str, Example | Reference] = {
        f"{each.error}{number or ''}": Example(summary=each.when, value=each.body())
        for number, each in enumerate(reasons)
    }
    headers = {name: text for each in reasons for name, text in each.headers.items()}
    return OpenAPIResponse(
        description=" Or: ".join(each.when for each in reasons),
        headers={name: OpenAPIHeader(schema=TEXT, description=text) for name, text in headers.items()},
        content={JSON: OpenAPIMediaType(schema=REFUSED, examples=examples)},
    )


def _with_example(parameter: Parameter | Reference) -> Parameter:
    assert isinstance(parameter, Parameter)
    parameter.description, value = KNOWN[parameter.name]
    parameter.examples = {parameter.name: Example(value=value)}
    return parameter
