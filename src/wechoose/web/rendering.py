"""Rendering: a template becomes a page with its nonce and its Content-Security-Policy."""

import secrets
from typing import Any

import brotli
import msgspec
from litestar import Request, Response

from wechoose.base.site import Site
from wechoose.base.templates import environment, render
from wechoose.base.words import in_chosen_language, language
from wechoose.web.express import Answer, as_pairs
from wechoose.web.statics import static

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src {frames}; frame-ancestors {ancestors}"
)
NOBODY = "'none'"

HTML = "text/html; charset=utf-8"

environment().globals["static"] = static


def site_of(request: Request) -> Site:
    return request.app.state.site


class Page(msgspec.Struct, frozen=True):
    """A page before it is sent; `once` are the texts in it that are new each time it is made."""

    text: str
    headers: dict[str, str]
    once: tuple[str, ...]


def make_page(
    hall: Any,
    path: str,
    template: str,
    once: tuple[str, ...] = (),
    nonce: str = "",
    ancestors: str = NOBODY,
    frames: str = NOBODY,
    kept: str = "",
    **values: object,
) -> Page:
    """`hall` is the app's state, `path` the page's own, `kept` what of its query its other language must keep.

    `ancestors` may frame it, and it may frame `frames`.
    """
    nonce = nonce or secrets.token_urlsafe(16)
    text = render(
        template,
        nonce=nonce,
        path=path,
        kept=kept,
        public_url=hall.site.settings.public_url,
        **{"campaign": hall.front.campaign(), "demo": hall.front.demo} | values,
    )
    headers = {
        "Content-Security-Policy": policy(nonce, ancestors, frames),
        "Content-Language": language.get(),
        "Vary": "Accept-Language, Accept-Encoding",
    }
    return Page(text, headers, (nonce, *once))


def policy(nonce: str, ancestors: str = NOBODY, frames: str = NOBODY) -> str:
    return POLICY.format(nonce=nonce, ancestors=ancestors, frames=frames)


def page(
    request: Request,
    template: str,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> Response[bytes]:
    """A page; nothing keeps it but the browser's tab, unless `headers` says otherwise."""
    made = make_page(request.app.state, request.url.path, template, **values)
    return respond(request, made, status_code, headers)


def respond(
    request: Request,
    made: Page,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    *,
    compress: bool = True,
) -> Response[bytes]:
    ours = made.headers | {"Cache-Control": "no-store"} | (headers or {})
    body = made.text.encode()
    # Here and not in a middleware, which costs every small answer a third of a millisecond for nothing.
    if compress and "br" in request.headers.get("accept-encoding", ""):
        body, ours["Content-Encoding"] = _compress(body), "br"
    return Response(body, media_type="text/html", status_code=status_code, headers=ours)


def page_answer(page: Page, headers: dict[str, str], *, compress: bool = False) -> Answer:
    """The same for an express door."""
    ours, body = {"Content-Type": HTML, **page.headers, **headers}, page.text.encode()
    if compress:
        body, ours["Content-Encoding"] = _compress(body), "br"
    return Answer(200, as_pairs(ours), body)


def _compress(body: bytes) -> bytes:
    return brotli.compress(body, mode=brotli.MODE_TEXT, quality=4)


# For pages whose address holds a token: no other site, search engine or cache may learn it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def see_other(address: str) -> Response[bytes]:
    headers = {"Location": in_chosen_language(address), "Cache-Control": "no-store"}
    return Response(b"", status_code=303, headers=headers)


def lead_to(address: str) -> Answer:
    """The same for an express door."""
    return Answer(303, as_pairs({"Location": in_chosen_language(address)}))
