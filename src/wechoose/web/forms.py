"""Forms: the body of an HTML form as text fields, strict about encoding and size, and one that brings a file."""

from http import HTTPStatus
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from wechoose.base.refusals import Malformed
from wechoose.base.words import _

MOST_FIELDS = 300


class Form:
    """What was typed: `form["email"]` the last value or "", `form.all("demands")` every one, `pairs` all as they came;
    `file` if one was sent."""

    def __init__(self, pairs: list[tuple[str, str]], file: bytes = b"") -> None:
        self.pairs, self.file = pairs, file

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def names(self, beginning: str) -> list[str]:
        """Those fields that begin so."""
        return [key for key, _value in self.pairs if key.startswith(beginning)]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


async def read_form(request: Request) -> Form:
    """A route that takes a file says so, `@post(…, brings_file=True)`; its form is multipart/form-data."""
    if request.route_handler.opt.get("brings_file"):
        return await _read_parts(request)
    return parse_form(request.headers.get("content-type", ""), await request.body())


def parse_form(content_type: str, body: bytes) -> Form:
    """Raises Malformed."""
    if content_type.partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Malformed(_("This address takes an ordinary web form."))
    try:
        text = body.decode("ascii")
        return Form(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError:
        raise _unreadable() from None


async def _read_parts(request: Request) -> Form:
    try:
        parts = list((await request.form()).multi_items())
    except HTTPException as error:
        if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise
        raise _unreadable() from None
    except (LookupError, ValueError):
        raise _unreadable() from None
    files = [value for _name, value in parts if isinstance(value, UploadFile)]
    if len(files) > 1 or len(parts) > MOST_FIELDS:
        raise _unreadable()
    # Read each time from its beginning: the form is read once for its proof and once for what it says.
    for file in files:
        await file.seek(0)
    pairs = [(name, value) for name, value in parts if isinstance(value, str)]
    return Form(pairs, await files[0].read() if files else b"")


def _unreadable() -> Malformed:
    return Malformed(_("That form could not be read. Please load the page again and retype it."))
