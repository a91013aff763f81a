"""The cast of a partner's desk: an owner, leaders of two partners, and supporters who come through them."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from tests.desk import csrf_of, enter
from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.signing.addresses import canonical

__all__ = ["csrf_of"]

MORATORIUM = "privatization-moratorium"
SCHOOLS = "community-schools"
TYPED = {"given_name": "María", "family_name": "Nguyễn", "zip": "07102"}


class Coalition:
    """Supporters who sign through the JSON door and answer the letter, and leaders who look at what became of it."""

    def __init__(self, site: Site, client: httpx.AsyncClient) -> None:
        self.site, self.client = site, client

    async def sign(self, email: str, partner: str = "j4j", slug: str = MORATORIUM, **fields: Any) -> None:
        """Not confirmed yet."""
        form = (await self.client.get(f"/api/v1/demands/{slug}/form")).json()
        typed = TYPED | {"email": email, "partner": partner, "form_token": form["form_token"]} | fields
        answer = await self.client.post(f"/api/v1/demands/{slug}/signatures", json=typed)
        assert answer.status_code == 202, answer.text

    async def confirm(self, email: str, slug: str = MORATORIUM) -> None:
        ids = await self.fetch("select demand_id from demands where slug = $1", slug)
        payload = [encode(self.key(email)), [ids[0][0]]]
        token = self.site.tokens.make("confirmation", payload, self.site.settings.limits.confirmation_life)
        assert (await self.client.post(f"/confirmations/{token}")).status_code == 303

    async def bring(self, email: str, partner: str = "j4j", slug: str = MORATORIUM, **fields: Any) -> None:
        """Signed and confirmed; `consent` are the codes that were ticked."""
        await self.sign(email, partner, slug, **fields)
        await self.confirm(email, slug)

    async def disavow(self, email: str) -> None:
        await self.answer("disavowal", email)

    async def answer(self, purpose: str, email: str) -> None:
        """With the other links of a letter."""
        life = self.site.settings.limits.confirmation_life
        token = self.site.tokens.make(purpose, encode(self.key(email)), life)
        address = f"/{purpose.replace('_', '-')}s/{token}"
        assert (await self.client.post(address)).status_code in (200, 303)

    async def withdraw(self, email: str, partner: str = "j4j") -> None:
        """What the signer's own page does to a consent."""
        async with self.site.database.transaction() as db:
            done = await db.execute(
                "update consents set withdrawn_at = now() where signer_key = $1 and partner_id = "
                "(select partner_id from partners where code = $2)",
                *(self.key(email), partner),
            )
        assert done == "UPDATE 1"

    async def lead(self, code: str) -> httpx.AsyncClient:
        email, role = f"{code or 'owner'}@example.org", "partner" if code else "owner"
        await enter(self.client, self.site, email, role, code)
        return self.client

    def key(self, email: str) -> bytes:
        return self.site.signer_key(canonical(email))[1]

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        async with self.site.database.transaction(read_only=True) as db:
            return await db.fetch(query, *values)


@pytest.fixture
def coalition(site: Site, client: httpx.AsyncClient) -> Coalition:
    return Coalition(site, client)


Leads = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def leads(coalition: Coalition) -> Leads:
    """The visitor, signed in as the leader of a partner, or as an owner where its code is ""."""
    return coalition.lead


def words_of(page: str) -> str:
    """What is read on a page, with single spaces."""
    body = cast("re.Match[str]", re.search(r"<main.*</main>", page, re.DOTALL))[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
