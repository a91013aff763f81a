"""Static files: read and compressed once at start, served from memory at addresses that change with their content.

The kept libraries for this compress in a build step, which this project does not have. One hash stands for the whole
folder, so that a module can import its neighbour by a relative address.
"""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

import brotli
import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.base.refusals import NotFound
from wechoose.web.express import Answer, Ask, Door, Headers, as_pairs

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
# Of use to a widget's frame too, which belongs to no origin where its host puts it into a sandbox.
FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class StaticFile(msgspec.Struct, frozen=True):
    media_type: str
    plain: bytes
    compressed: bytes


@cache
def files() -> dict[str, StaticFile]:
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.is_file()}


@cache
def version() -> str:
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(name.encode() + b"\0" + file.plain)
    return digest.hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file; a name that does not exist is an error while rendering, not a 404 later."""
    return f"/static/{version()}/{name}" if name in files() else _missing(name)


@get("/static/{edition:str}/{name:str}", include_in_schema=False)
async def send_static(request: Request, edition: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    file = files().get(name)
    if file is None:
        raise NotFound
    compress = "br" in request.headers.get("accept-encoding", "") and len(file.compressed) < len(file.plain)
    # While servers are exchanged, one may be asked for what only its neighbor has: nobody may keep that answer.
    keep = FOREVER if edition == version() else "no-store"
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding", **FOR_ALL}
    headers |= {"Content-Encoding": "br"} if compress else {}
    return Response(file.compressed if compress else file.plain, media_type=file.media_type, headers=headers)


async def give_static(ask: Ask) -> Answer | None:
    """The present edition; another one's file is the framework's business."""
    file = files()[ask.scope["path"].rpartition("/")[2]]
    if b"br" in ask.header(b"accept-encoding") and len(file.compressed) < len(file.plain):
        return Answer(200, (*_headers(file.media_type), (b"content-encoding", b"br")), file.compressed)
    return Answer(200, _headers(file.media_type), file.plain)


def _headers(media_type: str) -> Headers:
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return (
        (b"content-type", kind.encode()),
        (b"cache-control", FOREVER.encode()),
        (b"vary", b"Accept-Encoding"),
        *as_pairs(FOR_ALL),
    )


def _read(path: Path) -> StaticFile:
    plain = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(media_type, plain, brotli.compress(plain))


DOORS = [Door("GET", f"/static/{version()}/{name}", give_static) for name in files()]


def _missing(name: str) -> str:
    raise KeyError(f"no static file {name}")
