"""A supporter who signs through the JSON door or the form, and opens the links that the letters would hold."""

import re
from typing import Any

import httpx
import pytest

from wechoose.base.limits import Limits
from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.signing.addresses import canonical

MORATORIUM = "privatization-moratorium"
LIFE = Limits().confirmation_life


class Supporter:
    def __init__(self, site: Site, client: httpx.AsyncClient) -> None:
        self.site, self.client = site, client

    async def form_token(self, slug: str = MORATORIUM) -> str:
        return (await self.client.get(f"/api/v1/demands/{slug}/form")).json()["form_token"]

    async def sign(self, slug: str = MORATORIUM, **fields: Any) -> httpx.Response:
        """Through the JSON door, with a fresh form token unless one is given."""
        typed = TYPED | fields
        typed.setdefault("form_token", await self.form_token(slug))
        return await self.client.post(f"/api/v1/demands/{slug}/signatures", json=typed)

    async def sign_by_form(self, slug: str = MORATORIUM, **fields: Any) -> httpx.Response:
        """Through the page, as a browser without JavaScript does."""
        page = await self.client.get(f"/demands/{slug}")
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token
        typed = TYPED | {"form_token": token[1]} | fields
        return await self.client.post(f"/demands/{slug}/signatures", data=typed)

    def key(self, email: str = "") -> tuple[int, bytes]:
        return self.site.signer_key(canonical(email or TYPED["email"]))

    async def token(self, *slugs: str, email: str = "", purpose: str = "confirmation") -> str:
        """The token that a letter to this mailbox holds."""
        key = encode(self.key(email)[1])
        if purpose != "confirmation":
            return self.site.tokens.make(purpose, key, LIFE)
        ids = await self.fetch(
            "select demand_id from demands where slug = any($1) order by 1", slugs or [MORATORIUM]
        )
        return self.site.tokens.make(purpose, [key, [row[0] for row in ids]], LIFE)

    async def confirm(self, *slugs: str, email: str = "") -> httpx.Response:
        return await self.client.post(f"/confirmations/{await self.token(*slugs, email=email)}")

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        async with self.site.database.transaction(read_only=True) as db:
            return await db.fetch(query, *values)

    async def statuses(self) -> list[str]:
        return [
            row[0] for row in await self.fetch("select status from signatures order by demand_id, signer_key")
        ]

    async def letters(self) -> list[Any]:
        return await self.fetch("select * from outbox order by created_at, letter_id")

    async def verified(self, slug: str = MORATORIUM) -> int:
        return (await self.client.get(f"/api/v1/demands/{slug}/counts")).json()["verified"]


TYPED = {"given_name": "María", "family_name": "Nguyễn", "email": "maria@example.org", "zip": "07102"}


@pytest.fixture
def supporter(site: Site, client: httpx.AsyncClient) -> Supporter:
    return Supporter(site, client)
