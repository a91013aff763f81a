"""Form letters: written once for all readers who are told the same, with gaps for what is each reader's own."""

import re
import secrets
from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import escape

from wechoose.base.templates import render

# What stands for a gap while a template is rendered; nobody can have typed it into a title.
_MARK = secrets.token_hex(8)
_GAP = re.compile(rf"{_MARK}([a-z_]+){_MARK}")


class Form(msgspec.Struct, frozen=True):
    """A subject, and `text` and `html` in pieces: words, the name of a gap, words, and so on, at last words."""

    subject: str
    text: list[str]
    html: list[str]


def write_form(kind: str, gaps: Iterable[str], **values: object) -> Form:
    """From the templates of this kind of letter. A subject has no gaps."""
    values |= {gap: f"{_MARK}{gap}{_MARK}" for gap in gaps}
    return Form(
        " ".join(render(f"mail/{kind}.subject.txt", **values).split()),
        _GAP.split(render(f"mail/{kind}.txt", **values)),
        _GAP.split(render(f"mail/{kind}.html", **values)),
    )


def fill_text(form: Form, own: Mapping[str, str]) -> list[str]:
    return _fill(form.text, own)


def fill_html(form: Form, own: Mapping[str, str]) -> list[str]:
    return _fill(form.html, {gap: str(escape(value)) for gap, value in own.items()})


def _fill(pieces: list[str], own: Mapping[str, str]) -> list[str]:
    """What each reader gets: every other piece is theirs."""
    return [own[piece] if number % 2 else piece for number, piece in enumerate(pieces)]
