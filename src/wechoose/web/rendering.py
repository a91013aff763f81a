"""Rendering: a template becomes a page with its nonce and its Content-Security-Policy."""

import secrets

import brotli
from litestar import Request, Response

from wechoose.base.site import Site
from wechoose.base.templates import environment, render
from wechoose.base.words import language
from wechoose.web.statics import static

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

environment().globals["static"] = static


def site_of(request: Request) -> Site:
    return request.app.state.site


def page(
    request: Request,
    template: str,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **values: object,
) -> Response[bytes]:
    """A page; nothing keeps it but the browser's tab, unless `headers` says otherwise."""
    nonce = secrets.token_urlsafe(16)
    text = render(
        template,
        nonce=nonce,
        path=request.url.path,
        public_url=site_of(request).settings.public_url,
        **{"campaign": request.app.state.front.campaign(), "demo": request.app.state.front.demo} | values,
    )
    ours = {
        "Content-Security-Policy": POLICY.format(nonce=nonce),
        "Content-Language": language.get(),
        "Vary": "Accept-Language, Accept-Encoding",
        "Cache-Control": "no-store",
    } | (headers or {})
    body = text.encode()
    # Here and not in a middleware, which costs every small answer a third of a millisecond for nothing.
    if "br" in request.headers.get("accept-encoding", ""):
        body, ours["Content-Encoding"] = brotli.compress(body, mode=brotli.MODE_TEXT, quality=4), "br"
    return Response(body, media_type="text/html", status_code=status_code, headers=ours)


# For pages whose address holds a token: no other site, search engine or cache may learn it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def see_other(address: str) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
