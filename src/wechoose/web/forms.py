"""Forms: the body of an HTML form as text fields, strict about encoding and size."""

from urllib.parse import parse_qsl

from litestar import Request

from wechoose.base.refusals import Malformed
from wechoose.base.words import _

MOST_FIELDS = 100


class Form:
    """What was typed: `form["email"]` the last value or "", `form.all("demands")` every one."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in reversed(self._pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


async def read_form(request: Request) -> Form:
    return parse_form(request.headers.get("content-type", ""), await request.body())


def parse_form(content_type: str, body: bytes) -> Form:
    """Raises Malformed."""
    if content_type.partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Malformed(_("This address takes an ordinary web form."))
    try:
        text = body.decode("ascii")
        return Form(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Malformed(_("That form could not be read. Please load the page again and retype it.")) from None
