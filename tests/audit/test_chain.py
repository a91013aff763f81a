import asyncio
import hashlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from wechoose.audit import acts, chain, trail
from wechoose.audit.trail import sql
from wechoose.base import clock
from wechoose.base.migrations import migrate
from wechoose.base.paths import tree
from wechoose.base.site import Site

Tamper = Callable[..., Awaitable[list[tuple[int, str]]]]


@pytest.fixture
async def tamper(site: Site) -> Tamper:
    """A trail of nine lines, to which somebody with a shell on the database does something."""
    async with site.database.transaction() as db:
        for number in range(1, 10):
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN, subject=f"{number}")

    async def do(*statements: str) -> list[tuple[int, str]]:
        async with site.database.transaction() as db:
            for statement in statements:
                await db.execute(statement)
            return [(each.audit_id, each.sentence) for each in await chain.verify(db)]

    return do


async def test_an_empty_trail_and_one_that_nobody_touched_are_whole(site: Site) -> None:
    async with site.database.transaction() as db:
        assert await chain.verify(db) == []
        assert await chain.head(db) == chain.Head(0, "00" * 32)
        for number in range(5):
            details = {"b": number, "a": [1.5, None, "Muñoz’s"], "cc": True}
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN, details=details, reason="“why”")
        assert await chain.verify(db) == []
        assert (await chain.head(db)).lines == 5


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "details = '{\"verified\": 1}'",
        "at = at + interval '1 microsecond'",
        "act = 'signed out'",
        "subject = subject || ' '",
        "address = '192.0.2.1'",
        "hash = sha256('x')",
    ],
)
@pytest.mark.parametrize("number", [1, 4, 9])
async def test_a_line_that_was_changed_shows(tamper: Tamper, change: str, number: int) -> None:
    [(line, _sentence), *_more] = await tamper(f"update audit set {change} where audit_id = {number}")
    assert line == number


async def test_a_change_is_told_in_words(tamper: Tamper) -> None:
    assert await tamper("update audit set reason = 'x' where audit_id = 4") == [
        (4, "Line 4 is not as it was written.")
    ]


async def test_another_leader_can_not_be_put_into_a_line(tamper: Tamper, site: Site) -> None:
    async with site.database.transaction() as db:
        await db.execute(
            "insert into leaders (email_key, sealed, role, created_at) values ('\\x01', '\\x02', 'owner', now())"
        )
    [(line, _sentence)] = await tamper(
        "update audit set leader_id = (select leader_id from leaders) where audit_id = 4"
    )
    assert line == 4


async def test_a_line_that_was_removed_shows_in_the_middle_and_at_both_ends(tamper: Tamper) -> None:
    removed = "lines were removed, put in or moved"
    for number, shown in ((9, 0), (4, 5), (1, 2)):
        told = await tamper(f"delete from audit where audit_id = {number}")
        assert told[0][0] == (0 if number == 9 else shown)
        assert ("there are 8" if number == 9 else removed) in told[0][1]


async def test_a_trail_that_was_emptied_shows(tamper: Tamper) -> None:
    assert await tamper("delete from audit") == [
        (0, "The end is not as it was written: 9 lines were counted, and there are 0.")
    ]
    assert await tamper("delete from audit_head") != []


@pytest.mark.parametrize(("number", "shown"), [(-1, 1), (10, 0)])
async def test_a_line_that_was_put_in_shows_even_if_its_own_hash_is_right(
    tamper: Tamper, site: Site, number: int, shown: int
) -> None:
    async with site.database.transaction() as db:
        last = await db.fetchval("select hash from audit where audit_id = 9")
        previous = chain.START if number < 0 else last
        line = {"at": clock.now(), "leader_id": None, "act": "signed in", "subject": ""}
        line |= {"details": "{}", "reason": "", "address": "", "audit_id": number, "previous": previous}
        await sql.add_line(db, **line, hash=chain.hash_of_line(**line))
    [(audit_id, _sentence)] = await tamper()
    assert audit_id == shown


async def test_lines_that_changed_places_show(tamper: Tamper) -> None:
    swapped = await tamper(
        "update audit set audit_id = 100 where audit_id = 4",
        "update audit set audit_id = 4 where audit_id = 5",
        "update audit set audit_id = 5 where audit_id = 100",
    )
    assert swapped[0][0] == 4


async def test_who_makes_a_whole_new_chain_has_another_head_than_was_written_down(
    tamper: Tamper, site: Site
) -> None:
    async with site.database.transaction() as db:
        noted = await chain.head(db)
        await db.execute("update audit set reason = 'another' where audit_id = 4")
        await _forge_chain(db)
        assert await chain.verify(db) == []
        assert (await chain.head(db)).lines == noted.lines
        assert (await chain.head(db)).hash != noted.hash


async def test_many_who_add_lines_at_once_make_one_chain(site: Site) -> None:
    async def add(number: int) -> None:
        async with site.database.transaction() as db:
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN, subject=f"{number}")
            if number % 7 == 0:
                await asyncio.sleep(0)
            if number % 5 == 0:
                raise LookupError

    await asyncio.gather(*[add(number) for number in range(60)], return_exceptions=True)
    async with site.database.transaction(read_only=True) as db:
        assert await chain.verify(db) == []
        assert (await chain.head(db)).lines == 48
        assert await db.fetchval("select max(audit_id) from audit") == 48


async def test_a_trail_is_verified_batch_by_batch(
    site: Site, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "A_BATCH", 2)
    async with site.database.transaction(read_only=True) as db:
        assert await chain.verify(db) == []
    assert await tamper("delete from audit where audit_id = 6") == [
        (7, "Before line 7, after line 5, lines were removed, put in or moved.")
    ]


async def test_of_a_trail_that_is_all_wrong_only_the_beginning_is_told(tamper: Tamper, site: Site) -> None:
    async with site.database.transaction() as db:
        for _number in range(30):
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN)
    assert len(await tamper("update audit set reason = 'x'")) == chain.MOST_BROKEN


async def test_lines_from_before_the_chain_are_taken_into_it(empty_database: str, tmp_path: Path) -> None:
    db = await asyncpg.connect(empty_database)
    older = [path for path in sorted((tree("sql") / "migrations").glob("*.sql")) if path.name < "0012"]
    for path in older:
        shutil.copy(path, tmp_path)
    await migrate(db, tmp_path)
    await db.execute(
        """
        insert into audit (at, act, subject, details, reason, address)
        values ('2026-01-31 12:00:00.000001-05', 'signed in', '', '{"b": 1.50, "aa": "Muñoz"}', 'für', '::1'),
            ('2026-02-01 00:00:00Z', 'signed out', 'x', '{}', '', '');
        delete from audit where audit_id = 1;
        insert into audit (at, act, subject, details, reason, address) values (now(), 'a', 'b', '[1]', '', 'é')
        """
    )
    await migrate(db)
    assert await chain.verify(db) == []
    assert (await chain.head(db)).lines == 2
    async with db.transaction():
        assert await trail.append(db, leader_id=None, act=acts.SIGNED_IN) == 4
    assert await chain.verify(db) == []
    await db.close()


async def test_a_hash_is_made_as_the_module_says(site: Site) -> None:
    async with site.database.transaction() as db:
        await trail.append(
            db,
            leader_id=None,
            act="looked",
            subject="é",
            details={"bb": 1, "a": "x"},
            reason="why",
            address="::1",
        )
        row = await db.fetchrow("select at, hash from audit")
    assert row is not None
    at = row["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = f'1:1,27:{at},0:,6:looked,2:é,19:{{"a": "x", "bb": 1}},3:why,3:::1,'
    assert row["hash"] == hashlib.sha256(bytes(32) + said.encode()).digest()


async def _forge_chain(db: Any) -> None:
    before = chain.START
    for row in await db.fetch(
        "select audit_id, at, leader_id, act, subject, details, reason, address from audit order by audit_id"
    ):
        now = chain.hash_of_line(previous=before, **row)
        await db.execute(
            "update audit set previous = $2, hash = $3 where audit_id = $1", row["audit_id"], before, now
        )
        before = now
    await db.execute("update audit_head set hash = $1", before)
