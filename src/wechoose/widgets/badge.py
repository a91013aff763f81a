"""The badge: a small picture with the campaign's name and a demand's count, for a line of text or a page's foot."""

import hashlib

import msgspec

from wechoose.base.templates import number, render
from wechoose.base.words import _
from wechoose.widgets.lettering import LABEL, width
from wechoose.widgets.lines import shorten
from wechoose.widgets.plain import plain

SIZE = 14
WIDEST_NAME = 240
# Of the mark with the space around it, and of the space around words.
MARK, SPACE = 32, 10


class Badge(msgspec.Struct, frozen=True):
    svg: str
    etag: str


def make_badge(name: str, title: str, verified: int) -> Badge:
    left = shorten(LABEL, plain(name), SIZE, WIDEST_NAME)
    right = _("%(count)s verified") % {"count": number(verified)}
    said = _("%(name)s: %(title)s. Verified signatures: %(count)s")
    svg = render(
        "widgets/badge.svg",
        left=left,
        right=right,
        # What browsers make of these words in fonts of their own is fitted into this width.
        left_width=round(width(LABEL, left, SIZE), 1),
        right_width=round(width(LABEL, right, SIZE), 1),
        mark=MARK,
        space=SPACE,
        size=SIZE,
        label=plain(said % {"name": name, "title": title, "count": number(verified)}),
    )
    return Badge(svg, f'"{hashlib.blake2b(svg.encode(), digest_size=12).hexdigest()}"')
