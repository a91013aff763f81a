"""What signers do on their own pages, for tests."""

import re
from typing import Any

import httpx

from tests.signing.conftest import Supporter
from wechoose.counts.recount import recount

TAGS = re.compile(r"</?(strong|b|span)[^>]*>")


async def home(supporter: Supporter, email: str = "") -> str:
    return f"/mine/{await supporter.token(email=email, purpose='mine')}"


async def look(supporter: Supporter, email: str = "") -> str:
    """The page's words, one space between them."""
    answer = await supporter.client.get(await home(supporter, email))
    assert answer.status_code == 200
    return " ".join(TAGS.sub("", answer.text).split())


async def do(supporter: Supporter, act: str, email: str = "", **fields: Any) -> httpx.Response:
    return await supporter.client.post(f"{await home(supporter, email)}/{act}", data=fields or {"x": ""})


async def correct(supporter: Supporter, email: str = "", **fields: Any) -> httpx.Response:
    """With what María's form holds, but for these."""
    mine = {"given_name": "María", "family_name": "Nguyễn", "zip": "07102", "state": ""}
    return await do(supporter, "details", email, **(mine | fields))


async def all_rows(supporter: Supporter) -> dict[str, list[str]]:
    tables = ("signers", "signatures", "tallies", "act_tallies", "outbox", "consents", "changes", "reminders")
    return {
        table: [row[0] for row in await supporter.fetch(f"select t::text from {table} t order by 1")]
        for table in tables
    }


async def is_exact(supporter: Supporter) -> bool:
    async with supporter.site.database.transaction(read_only=True) as db:
        return await recount(db) == []


async def states(supporter: Supporter, slug: str) -> dict[str, int]:
    """What is counted, by state."""
    rows = await supporter.fetch(
        "select state, sum(verified)::int from tallies join demands using (demand_id) where slug = $1 "
        "group by 1 having sum(verified) > 0",
        slug,
    )
    return dict(rows)
