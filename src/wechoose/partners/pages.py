"""The public door to partners: their logos, at addresses that change with the picture."""

from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.base.refusals import NotFound
from wechoose.web.statics import FOREVER


@get("/partners/{code:str}/logo/{name:str}", include_in_schema=False)
async def show_logo(request: Request, code: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    digest, _dot, kind = name.rpartition(".")
    png = (
        await request.app.state.logos.find(code, digest)
        if kind == "png" and _is_text(code + digest)
        else None
    )
    if png is None:
        raise NotFound
    headers = {"Cache-Control": FOREVER, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(png, media_type="image/png", headers=headers)


def _is_text(text: str) -> bool:
    """Something that a database can be asked for."""
    return text.isascii() and text.isprintable()


ROUTES = [show_logo]
