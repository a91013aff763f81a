"""Captured mail, for who runs a site without a mail server: at /dev/mail, on this machine only."""

import re
from pathlib import Path

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.params import FromPath

from wechoose.base.refusals import NotFound
from wechoose.mail import capture
from wechoose.mail.capture import Captured
from wechoose.web.rendering import PRIVATE, page, site_of
from wechoose.web.visitor import is_local

# A letter brings its styles in its tags, and nothing else may happen in it.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")


@get("/dev/mail", include_in_schema=False)
async def list_captured(request: Request) -> Response[bytes]:
    return page(request, "mail/dev_list.html", headers=PRIVATE, letters=capture.newest(_folder(request)))


@get("/dev/mail/{name:str}", include_in_schema=False)
async def show_captured(request: Request, name: FromPath[str]) -> Response[bytes]:
    letter = capture.find(_folder(request), name)
    return page(request, "mail/dev_letter.html", headers=PRIVATE, letter=letter, pieces=_pieces(letter))


@get("/dev/mail/{name:str}/html", include_in_schema=False)
async def show_html_part(request: Request, name: FromPath[str]) -> Response[str]:
    letter = capture.find(_folder(request), name)
    headers = PRIVATE | {"Content-Security-Policy": LETTER_POLICY}
    return Response(letter.html, media_type=MediaType.HTML, headers=headers)


def _folder(request: Request) -> Path:
    settings = site_of(request).settings
    if settings.smtp_url is not None or not is_local(request):
        raise NotFound
    return capture.folder_in(settings.data_dir)


def _pieces(letter: Captured) -> list[tuple[str, bool]]:
    """The plain text in pieces, each with whether it is a link."""
    return [(piece, LINK.fullmatch(piece) is not None) for piece in LINK.split(letter.text) if piece]


ROUTES = [list_captured, show_captured, show_html_part]
