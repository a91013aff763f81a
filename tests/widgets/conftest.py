"""What the tests of badges, cards and oEmbed share: a demand with another title, and a partner who may frame it."""

from collections.abc import Awaitable, Callable

import pytest

from tests.signing.conftest import MORATORIUM, Supporter, supporter
from wechoose.base.site import Site

__all__ = ["supporter"]

Retitle = Callable[[str], Awaitable[None]]
AllowFrame = Callable[..., Awaitable[str]]
HOSTILE = "</title><script>alert('x')</script> & \"quoted\" <b>]]> \x01\x0b\u202e\ufffe 100%s {{ 7*7 }} %(x)s"


@pytest.fixture
def retitle(site: Site) -> Retitle:
    async def change(title: str) -> None:
        async with site.database.transaction() as db:
            await db.execute(
                "update demand_texts set title = $1 where demand_id ="
                " (select demand_id from demands where slug = $2)",
                title,
                MORATORIUM,
            )

    return change


@pytest.fixture
def allow_frame(site: Site) -> AllowFrame:
    async def allow(*origins: str, status: str = "active") -> str:
        """The code of a partner with these origins."""
        async with site.database.transaction() as db:
            await db.execute(
                "update partners set origins = $1, status = $2 where code = 'j4j'", list(origins), status
            )
        return "j4j"

    return allow


async def verify(supporter: Supporter, email: str = "maria@example.org") -> None:
    await supporter.sign(email=email)
    await supporter.confirm(email=email)
