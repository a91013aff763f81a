"""Every address of the desk, as the app itself has them, so that no new one can be forgotten."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from litestar.handlers import HTTPRouteHandler

from wechoose.app import App

# What stands in the place of each part, unless a test says otherwise.
PARTS = {
    "slug": "community-schools",
    # A letter that the site came with.
    "text": "-1",
    "bucket": "3",
    "letter_id": str(UUID(int=7)),
    "hint": "wck_abcdef",
    "session_id": str(UUID(int=7)),
    "passkey_id": "1",
    "official_id": "1",
    "approval_id": "1",
    "note": "a-note-with-a-photo-00",
    # The owner that the others wait for.
    "leader_id": "1",
    "import_id": "2",
    "delivery": "adelivery123",
}
WITHOUT_SIGNING_IN = "/desk/sign-in"


class Address(NamedTuple):
    """`pattern` is the address with its parts in braces; `right` what a leader needs there, None where nobody does.

    `is_fresh`: whether the second factor must have been proven a moment ago; `is_halfway`: whether it is open
    before it was proven at all.
    """

    method: str
    pattern: str
    right: str | None
    is_fresh: bool = False
    is_halfway: bool = False

    @property
    def is_partners(self) -> bool:
        return "{code}" in self.pattern

    def at(self, code: str = "") -> str:
        return self.pattern.format(code=code, token="never-was", **PARTS)


def desk_addresses(app: App) -> list[Address]:
    return [each for each in _all(app) if each.pattern.split("/")[1] == "desk"]


def _all(app: App) -> Iterator[Address]:
    for route in app._litestar.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                yield from (
                    Address(
                        method,
                        _plain(route.path_format),
                        handler.opt.get("right"),
                        bool(handler.opt.get("fresh")),
                        bool(handler.opt.get("halfway")),
                    )
                    for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
                )


def _plain(pattern: str) -> str:
    """Without the types of its parts."""
    return "/".join(
        part.partition(":")[0] + "}" if part.startswith("{") and ":" in part else part
        for part in pattern.split("/")
    )
