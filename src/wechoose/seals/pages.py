"""The public door to what was sealed: is this file ours, and as it was? And the keys that seals are made with."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get

from wechoose.base.database import Connection
from wechoose.base.words import _
from wechoose.seals.hashes import Found, find_sealed
from wechoose.seals.seal_key import published, seal_keys
from wechoose.web.query import asked
from wechoose.web.rendering import page
from wechoose.web.transactions import Db, TheSite

SHA256 = re.compile(r"[0-9a-fA-F]{64}")
# Whoever guesses names must not learn here who signed: a shorter list is known by its archive or manifest only.
FEWEST_ROWS = 10
LISTS = (".csv", ".xlsx", ".pdf")
# Of a whole delivery, the page names so many packets.
MOST_SHOWN = 12
A_WHILE = {"Cache-Control": "public, max-age=300"}


@get("/.well-known/wechoose-seal.json", include_in_schema=False)
async def send_keys(db: Db, site: TheSite) -> Response[bytes]:
    said = published(site, await seal_keys(db, site.seals))
    body = msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"
    return Response(body, media_type="application/json", headers=A_WHILE)


@get("/verify", include_in_schema=False)
async def show_verify(request: Request, db: Db, site: TheSite) -> Response[bytes]:
    """Asked for a hash it answers; the file itself never comes here."""
    typed = "".join(asked(request.scope["query_string"], "sha256").split())
    wrong = _wrong(typed)
    found = await _find(db, typed) if typed and not wrong else []
    return page(
        request,
        "seals/verify.html",
        422 if wrong else 200,
        kept=f"sha256={typed}" if typed and not wrong else "",
        asked=bool(typed) and not wrong,
        values={"sha256": typed[:200]},
        errors=wrong,
        **_answer(found),
        keys=await seal_keys(db, site.seals),
        fewest=FEWEST_ROWS,
    )


def _wrong(typed: str) -> dict[str, str]:
    if not typed or SHA256.fullmatch(typed):
        return {}
    return {"sha256": _("A SHA-256 has 64 characters, the digits 0 to 9 and the letters a to f.")}


async def _find(db: Connection, typed: str) -> list[Found]:
    found = await find_sealed(db, bytes.fromhex(typed))
    return [each for each in found if not _can_be_guessed(each)]


def _can_be_guessed(found: Found) -> bool:
    """By the demand with most names: over all demands one person may be many rows."""
    people = max((demand.listed for demand in found.manifest.demands), default=0)
    return found.name.endswith(LISTS) and found.name != "index.csv" and people < FEWEST_ROWS


def _answer(found: Sequence[Found]) -> dict[str, Any]:
    return {
        "found": found[:MOST_SHOWN],
        "more": max(0, len(found) - MOST_SHOWN),
        "rows": sum(each.manifest.rows for each in found),
    }


ROUTES = [send_keys, show_verify]
