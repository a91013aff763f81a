"""Visits: what one supporter does on the site over HTTP, asked again until it is answered, and every answer noted."""

import asyncio
import re
import time
from html import unescape
from typing import Any

import aiohttp
import msgspec

from wechoose.crowds.people import Supporter

PATIENCE_SECONDS = 120.0
BROKEN_PAUSE_SECONDS = 0.1
BROKEN = 0
"""In place of a status, when the connection ended before an answer."""
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Visit(msgspec.Struct):
    """One supporter's way from the form to the count. Times are of the monotonic clock, 0 for what did not happen."""

    supporter: Supporter
    slugs: tuple[str, ...]
    channel: str
    """"web" goes through the page and its form, "api" through JSON."""
    begun_at: float = 0
    signed_at: float = 0
    mailed_at: float = 0
    confirmed_at: float = 0
    letters: int = 0
    trouble: str = ""


class Answer(msgspec.Struct, array_like=True):
    """One answer: what was asked for, when it came, how long it took."""

    kind: str
    at: float
    seconds: float
    status: int
    retry_after: str = ""

    @property
    def asks_to_come_back(self) -> bool:
        return self.status == BROKEN or (self.status in (429, 503) and self.retry_after.isdigit())


class Unexpected(Exception):
    """An answer that no visitor should ever get."""


class Visitor:
    """A client: one request at a time, through a session that many may share."""

    def __init__(self, http: aiohttp.ClientSession, answers: list[Answer]) -> None:
        self._http, self._answers = http, answers

    async def sign(self, visit: Visit) -> None:
        """Returns when the signature is acknowledged."""
        await (self._sign_by_form(visit) if visit.channel == "web" else self._sign_by_json(visit))
        visit.signed_at = time.monotonic()

    async def confirm(self, visit: Visit, path: str) -> None:
        """Open the link and press its button. A link that was pressed before (the reply was lost) leads on at once."""
        await self._ask("open", "GET", path, (200, 303))
        await self._ask("confirm", "POST", path, (303,), data={})
        visit.confirmed_at = time.monotonic()

    async def _sign_by_form(self, visit: Visit) -> None:
        path = f"/demands/{visit.slugs[0]}"
        found = FORM_TOKEN.search(await self._ask("page", "GET", path, (200,)))
        if found is None:
            raise Unexpected("a page without a form")
        fields = {**_fields(visit.supporter), "language": "en", "form_token": unescape(found[1])}
        pairs = [*fields.items(), *(("demands", slug) for slug in visit.slugs[1:])]
        await self._ask("sign", "POST", f"{path}/signatures", (303,), data=pairs)

    async def _sign_by_json(self, visit: Visit) -> None:
        path = f"/api/v1/demands/{visit.slugs[0]}"
        token = msgspec.json.decode(await self._ask("token", "GET", f"{path}/form", (200,)))["form_token"]
        fields = {**_fields(visit.supporter), "demands": visit.slugs[1:], "form_token": token}
        await self._ask("sign", "POST", f"{path}/signatures", (202,), json=fields)

    async def _ask(self, kind: str, method: str, path: str, expected: tuple[int, ...], **body: Any) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer, text = await self._try(kind, method, path, body)
            self._answers.append(answer)
            if answer.status in expected:
                return text
            if not answer.asks_to_come_back or answer.at > deadline:
                raise Unexpected(f"{kind}: {answer.status}")
            await asyncio.sleep(float(answer.retry_after or BROKEN_PAUSE_SECONDS))

    async def _try(self, kind: str, method: str, path: str, body: dict[str, Any]) -> tuple[Answer, str]:
        started = time.monotonic()
        status, text, retry_after = BROKEN, "", ""
        try:
            async with self._http.request(method, path, allow_redirects=False, **body) as response:
                text = await response.text()
                status, retry_after = response.status, response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass
        ended = time.monotonic()
        return Answer(kind, ended, ended - started, status, retry_after), text


def open_session(url: str, clients: int) -> aiohttp.ClientSession:
    # The server ends a connection that was silent for five seconds: leave before, not while we speak.
    return aiohttp.ClientSession(
        url,
        connector=aiohttp.TCPConnector(limit=clients, keepalive_timeout=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30),
        json_serialize=lambda fields: msgspec.json.encode(fields).decode(),
    )


def _fields(supporter: Supporter) -> dict[str, str]:
    return {
        "given_name": supporter.given_name,
        "family_name": supporter.family_name,
        "email": supporter.email,
        "zip": supporter.zip,
    }
