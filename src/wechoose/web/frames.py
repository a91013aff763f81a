"""Frames: a page that differs from its like in a few words only is made once a second, with holes for these words."""

import re
import secrets
import time
from collections.abc import Callable, Hashable, Mapping

import msgspec
from markupsafe import escape

from wechoose.base.words import chosen
from wechoose.web.rendering import Page, policy

FRAME_SECONDS = 1.0
MOST_KEPT = 256
# Characters that stand for nothing and come in no text of ours; where they are is known before a stranger's words are.
HOLE = re.compile("\ue000([a-z_]+)\ue001")


class _Frame(msgspec.Struct, frozen=True):
    made_at: float
    page: Page
    parts: list[str]


class Frames:
    def __init__(self) -> None:
        self._kept: dict[Hashable, _Frame] = {}

    def fill(self, key: Hashable, make: Callable[[Mapping[str, str]], Page], words: dict[str, str]) -> Page:
        """The page that `make` would make with these words and a nonce of its own, where it puts them unaltered."""
        key = (key, chosen.get())
        frame = self._kept.get(key)
        if frame is None or time.monotonic() - frame.made_at > FRAME_SECONDS:
            frame = self._frame(key, make, words)
        nonce = secrets.token_urlsafe(16)
        filling = {name: str(escape(word)) for name, word in words.items()} | {"nonce": nonce}
        parts = list(frame.parts)
        parts[1::2] = [filling[name] for name in parts[1::2]]
        return Page("".join(parts), {**frame.page.headers, "Content-Security-Policy": policy(nonce)}, ())

    def _frame(
        self, key: Hashable, make: Callable[[Mapping[str, str]], Page], words: dict[str, str]
    ) -> _Frame:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        page = make({name: f"\ue000{name}\ue001" for name in (*words, "nonce")})
        frame = self._kept[key] = _Frame(time.monotonic(), page, HOLE.split(page.text))
        return frame
