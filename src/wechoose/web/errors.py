"""Errors: a refusal becomes the page or JSON that says its sentence; anything else a 500 with a reference number."""

import secrets
import time
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException

from wechoose.base import refusals
from wechoose.base.logs import log
from wechoose.base.refusals import Refusal, Unauthorized, Unavailable
from wechoose.base.words import _, chosen, language
from wechoose.web.express import Answer, as_pairs
from wechoose.web.rendering import HTML, NOBODY, PRIVATE, page

JSON_PATHS = ("/api/", "/health/", "/oembed")
FRAMED_PATHS = "/embed/"
STATUS = {
    refusals.NotFound: 404,
    refusals.Malformed: 400,
    refusals.Invalid: 422,
    refusals.Unauthorized: 401,
    refusals.Closed: 409,
    refusals.Gone: 410,
    refusals.Forbidden: 403,
    refusals.NotOffered: 501,
    refusals.Unavailable: 503,
    refusals.Contended: 503,
}


def refuse(request: Request, refusal: Refusal) -> Response:
    status = next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 400)
    if isinstance(refusal, Unavailable) and refusal.__cause__ is not None:
        log.warning("unavailable", reference=_reference(request), cause=_root(refusal))
    fields = getattr(refusal, "fields", None)
    return _answer(request, status, refusal.code, refusal.sentence, _headers(refusal), fields)


def refuse_http(request: Request, error: HTTPException) -> Response:
    """What the framework itself refuses: no such address, wrong method, body too large, wrong content."""
    allow = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    code, sentence = _framework_sentence(error.status_code)
    return _answer(request, error.status_code, code, sentence, allow, None)


def fail(request: Request, error: Exception) -> Response:
    if isinstance(error, ExceptionGroup) and isinstance(error.exceptions[0], Refusal):
        # The request's transaction turned a lost connection into a refusal while it was being rolled back.
        return refuse(request, error.exceptions[0])
    log.error("failed", reference=_reference(request), error=error)
    return _answer(
        request,
        500,
        "failed",
        _("Something broke on our side. Nothing you sent was half done; please try again."),
        {},
        None,
    )


def _headers(refusal: Refusal) -> dict[str, str]:
    if isinstance(refusal, Unavailable):
        return {"Retry-After": str(refusal.retry_after)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(refusal, Unauthorized) else {}


def wants_json(request: Request) -> bool:
    return request.url.path.startswith(JSON_PATHS)


def _answer(
    request: Request,
    status: int,
    code: str,
    sentence: str,
    headers: dict[str, str],
    fields: dict[str, str] | None,
) -> Response:
    reference = _reference(request)
    if wants_json(request):
        body: dict[str, object] = {"error": code, "message": sentence, "reference": reference}
        return Response(body | ({"fields": fields} if fields else {}), status_code=status, headers=headers)
    return page(
        request,
        "web/refusal.html",
        status,
        # Whatever is refused may stand at an address with a token in it.
        headers | PRIVATE,
        status=status,
        sentence=sentence,
        advice="",
        reference=reference,
        ancestors="*" if _is_in_frame(request) and status == 503 else NOBODY,
    )


def _is_in_frame(request: Request) -> bool:
    """Who is asked to wait must see it where the form stood; in that page is nothing to be tricked into."""
    return request.url.path.startswith(FRAMED_PATHS)


def _reference(request: Request) -> str:
    return request.scope["state"]["reference"]


def _root(error: BaseException) -> str:
    """The name of what it all began with, out of the groups and causes it came wrapped in, which may go in a circle."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error.__cause__
        error = inner or error
    return type(error).__qualname__


def _framework_sentence(status: int) -> tuple[str, str]:
    sentences = {
        404: ("not_found", _("There is nothing at this address.")),
        405: ("wrong_method", _("This address can't be used that way.")),
        413: ("too_large", _("That is more than this form takes. Please send less.")),
        415: ("wrong_type", _("This address does not read that kind of content.")),
    }
    return sentences.get(status, ("malformed", _("That could not be read. Please go back and try again.")))


class Busy:
    """The refusal of what must wait, made once a second for everybody: to be sent away must cost next to nothing."""

    def __init__(self, app: Litestar) -> None:
        self._app = app
        self._kept: dict[tuple[bool, bool, str, str], tuple[float, Answer]] = {}

    def __call__(self, scope: Any, refusal: Unavailable) -> Answer:
        path = scope["path"]
        key = path.startswith(JSON_PATHS), path.startswith(FRAMED_PATHS), language.get(), chosen.get()
        made_at, answer = self._kept.get(key, (float("-inf"), None))
        if answer is None or time.monotonic() - made_at > 1:
            answer = self._make(scope, refusal)
            self._kept[key] = time.monotonic(), answer
        return answer

    def _make(self, scope: Any, refusal: Unavailable) -> Answer:
        state = {"reference": secrets.token_hex(4)}
        inner: Any = {**scope, "headers": [], "litestar_app": self._app, "state": state}
        request: Request = Request(inner)
        response = refuse(request, refusal)
        log.warning("busy", path=JSON_PATHS if wants_json(request) else "pages", reference=state["reference"])
        is_page = isinstance(response.content, bytes)
        body = response.content if is_page else msgspec.json.encode(response.content)
        headers = {"Content-Type": HTML if is_page else "application/json", **response.headers}
        return Answer(response.status_code or 503, as_pairs(headers), body)


HANDLERS = {Refusal: refuse, HTTPException: refuse_http, Exception: fail}
