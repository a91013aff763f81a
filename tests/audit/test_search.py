from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wechoose.audit import acts, trail
from wechoose.audit.search import Search, find_lines, sql
from wechoose.base.site import Site

NOW = datetime.now(UTC)


async def found(site: Site, **asked: object) -> list[str]:
    async with site.database.transaction(read_only=True) as db:
        return [line.subject for line in await find_lines(db, Search(**asked))]  # type: ignore[arg-type]


@pytest.fixture
async def lines(site: Site) -> int:
    """Three lines, one of them by a leader; returns the leader's number."""
    async with site.database.transaction() as db:
        leader_id: Any = await db.fetchval(
            "insert into leaders (email_key, sealed, role, created_at)"
            " values ('\\x01', '\\x02', 'owner', now()) returning leader_id"
        )
        await trail.append(
            db, leader_id=leader_id, act=acts.SIGNED_IN, subject="one", reason="Hearing in Trenton"
        )
        await trail.append(
            db, leader_id=None, act=acts.SIGNED_OUT, subject="two_2%", reason="Muñoz’s follow-up"
        )
        await trail.append(db, leader_id=None, act=acts.SIGNED_IN, subject="twofold")
    return leader_id


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ({}, ["twofold", "two_2%", "one"]),
        ({"is_server": True}, ["twofold", "two_2%"]),
        ({"act": acts.SIGNED_IN}, ["twofold", "one"]),
        ({"act": acts.SIGNED_IN, "is_server": True}, ["twofold"]),
        ({"act": "no such act"}, []),
        ({"subject": "two"}, ["twofold", "two_2%"]),
        ({"subject": "two_"}, ["two_2%"]),
        ({"subject": "%"}, []),
        ({"subject": "two_2%\\"}, []),
        ({"words": "trenton HEAR"}, ["one"]),
        ({"words": "muñoz"}, ["two_2%"]),
        ({"words": "follow-up"}, ["two_2%"]),
        ({"words": "trenton muñoz"}, []),
        ({"words": "' | & ! ) :*"}, []),
        ({"words": "_"}, []),
        ({"since": NOW - timedelta(days=1)}, ["twofold", "two_2%", "one"]),
        ({"since": NOW + timedelta(days=1)}, []),
        ({"until": NOW - timedelta(days=1)}, []),
        ({"until": NOW + timedelta(days=1), "act": acts.SIGNED_OUT}, ["two_2%"]),
    ],
)
async def test_lines_are_found_by_what_is_asked_for(
    site: Site, asked: dict[str, object], subjects: list[str]
) -> None:
    assert await found(site, **asked) == subjects


async def test_lines_of_a_leader_are_found(site: Site, lines: int) -> None:
    assert await found(site, leader_id=lines) == ["one"]
    assert await found(site, leader_id=lines + 1) == []


async def test_what_was_found_is_read_page_by_page(site: Site) -> None:
    async with site.database.transaction() as db:
        for number in range(10):
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN, subject=f"{number % 2}-{number}")
        first = await find_lines(db, Search(subject="1-"), limit=3)
        second = await find_lines(db, Search(subject="1-"), before=first[-1].audit_id, limit=3)
    assert [line.subject for line in first + second] == ["1-9", "1-7", "1-5", "1-3", "1-1"]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"leader_id": "1"}, "audit_by_leader"),
        ({"act": "'rare'"}, "audit_by_act"),
        ({"subject": "'rare%'"}, "audit_by_subject"),
        ({"words": "'''rare'':*'"}, "audit_by_reason"),
        ({"since": "'2099-01-01'"}, "audit_by_time"),
    ],
)
async def test_a_long_trail_is_searched_by_index(site: Site, asked: dict[str, str], index: str) -> None:
    async with site.database.transaction() as db:
        await db.execute(
            """
            insert into audit (audit_id, at, act, subject, details, reason, address, previous, hash)
            select n, now() - interval '1 year' + n * interval '1 second', 'act ' || n % 20, 'subject ' || n % 500,
                '{}', 'for the hearing ' || n, '', '', ''
            from generate_series(1, 20000) n
            """
        )
        await db.execute("analyze audit")
        assert index in await _plan(db, asked)


async def _plan(db: Any, asked: dict[str, str]) -> str:
    statement = sql.statements["find_lines"]
    values = {"before": "100000", "leader_id": "null", "is_server": "false", "act": "''", "subject": "''"}
    values |= {"words": "''", "since": "null", "until": "null", "limit": "50"} | asked
    for number, value in enumerate(values.values(), 1):
        statement = statement.replace(f"${number}", value)
    return "\n".join(line for (line,) in await db.fetch(f"explain {statement}"))
