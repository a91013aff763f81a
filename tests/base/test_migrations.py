"""Migrations lead from nothing to the schema, once, also when two start at once, and never past a doubt."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from wechoose.base.migrations import migrate, missing
from wechoose.base.paths import tree
from wechoose.base.queries import all_queries
from wechoose.base.refusals import Refusal

SHIPPED = sorted(path.name for path in (tree("sql") / "migrations").iterdir())


@pytest.fixture
async def db(empty_database: str):
    connection = await asyncpg.connect(empty_database)
    yield connection
    await connection.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_first.sql").write_text("create table first (id int primary key)")
    (tmp_path / "0002_second.sql").write_text("create table second (id int primary key)")
    return tmp_path


async def test_from_nothing_to_the_schema_and_then_nothing_more(db: asyncpg.Connection) -> None:
    names = await missing(db)
    assert names[0] == "0001_ground.sql"
    assert await migrate(db) == names == SHIPPED
    assert await migrate(db) == []
    assert await missing(db) == []


async def test_two_at_once_apply_each_file_once(empty_database: str) -> None:
    first, second = await asyncpg.connect(empty_database), await asyncpg.connect(empty_database)
    applied = await asyncio.gather(migrate(first), migrate(second))
    assert sorted(applied) == [[], SHIPPED]
    await first.close()
    await second.close()


async def test_a_file_that_fails_leaves_nothing_behind(db: asyncpg.Connection, folder: Path) -> None:
    (folder / "0003_third.sql").write_text("create table third (id int); select nonsense;")
    with pytest.raises(asyncpg.PostgresError):
        await migrate(db, folder)
    assert await db.fetchval("select to_regclass('second')")
    assert await db.fetchval("select to_regclass('third')") is None
    (folder / "0003_third.sql").write_text("create table third (id int);")
    assert await migrate(db, folder) == ["0003_third.sql"]


async def test_a_file_changed_after_it_was_applied_is_refused(db: asyncpg.Connection, folder: Path) -> None:
    await migrate(db, folder)
    (folder / "0001_first.sql").write_text("create table first (id bigint primary key)")
    with pytest.raises(Refusal, match="0001_first"):
        await migrate(db, folder)


async def test_a_database_from_a_newer_version_is_refused(db: asyncpg.Connection, folder: Path) -> None:
    await migrate(db, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(Refusal, match="newer version"):
        await migrate(db, folder)


async def test_every_query_can_be_prepared_on_the_schema(db: asyncpg.Connection) -> None:
    await migrate(db)
    for _name, statement in all_queries():
        await db.prepare(statement)


async def test_tables_that_grow_with_signers_begin_with_the_bucket(db: asyncpg.Connection) -> None:
    """On Citus it is the distribution column; on one server it keeps a hot tally from being one row."""
    await migrate(db)
    for table in ("signers", "signatures", "consents", "submissions", "tallies", "outbox", "invitations"):
        columns = await db.fetchval(
            """
            select array_agg(a.attname order by k.place)
            from pg_index i, unnest(i.indkey) with ordinality as k (attnum, place), pg_attribute a
            where i.indrelid = $1::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum
            """,
            table,
        )
        assert columns
        assert columns[0] == "bucket", table
    unique = await db.fetch(
        """
        select i.indrelid::regclass::text as table
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique and a.attname <> 'bucket' and exists (
            select 1 from pg_attribute b where b.attrelid = i.indrelid and b.attname = 'bucket')
        """
    )
    assert unique == []
    assert await db.fetch("select 1 from pg_trigger where not tgisinternal") == []
