"""What a site holds when its schema moves on is what it held before."""

import shutil
from pathlib import Path

import asyncpg
import pytest

from wechoose.base.migrations import migrate
from wechoose.base.paths import tree

# Two partners, a signer who ticked the second, and tallies that tell partners apart, as sites had them before 0003.
OLD = """
insert into demands (slug, kind, status, position, goal, opened_at) values ('one', 'petition', 'open', 1, 10, now());
insert into partners (code, name, kind, position) values ('a', 'Alpha', 'national', 1), ('b', 'Beta', 'national', 2);
insert into signers (bucket, signer_key, language, created_at) values (0, decode(repeat('00', 16), 'hex'), 'en', now());
insert into consents select 0, signer_key, 2, now() from signers;
insert into signatures
select 0, 1, signer_key, 'verified', 'NJ', '07102', 2, 'widget', false, false, '{2}', now(), now(), now() from signers;
insert into tallies values (0, 1, 'NJ', 1, 'widget', 3), (0, 1, 'NJ', 2, 'widget', 4), (0, 1, 'NJ', 0, 'web', 5);
"""


@pytest.fixture
async def moved_on(empty_database: str, tmp_path: Path):
    """A database that had `OLD` in it when the later migrations came."""
    connection = await asyncpg.connect(empty_database)
    for name in ("0001_ground.sql", "0002_tallies_alone.sql"):
        shutil.copy(tree("sql") / "migrations" / name, tmp_path)
    await migrate(connection, tmp_path)
    await connection.execute(OLD)
    await migrate(connection)
    yield connection
    await connection.close()


async def test_a_tick_of_old_names_the_partners_first_wording(moved_on: asyncpg.Connection) -> None:
    rows = await moved_on.fetch(
        "select p.code, w.version, w.english from consents c join wordings w using (wording_id) "
        "join partners p on p.partner_id = c.partner_id"
    )
    assert [tuple(row) for row in rows] == [("b", 1, "Beta may send me e-mail about its work.")]
    ticked = "select w.english from signatures s, unnest(s.consents) as t (id) join wordings w on w.wording_id = t.id"
    assert await moved_on.fetchval(ticked) == rows[0]["english"]


async def test_the_next_wording_does_not_take_the_number_of_an_old_one(moved_on: asyncpg.Connection) -> None:
    new = "insert into wordings (partner_id, version, english, spanish, since) values (1, 2, 'x', 'y', now())"
    assert await moved_on.execute(new) == "INSERT 0 1"


async def test_what_was_counted_by_partner_is_counted_together(moved_on: asyncpg.Connection) -> None:
    rows = await moved_on.fetch("select state, channel, verified from tallies order by channel")
    assert [tuple(row) for row in rows] == [("NJ", "web", 5), ("NJ", "widget", 7)]
