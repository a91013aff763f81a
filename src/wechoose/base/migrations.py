"""Migrations: numbered plain-SQL files, each applied once, in order, in its own transaction, under a lock."""

import hashlib
from pathlib import Path

from wechoose.base.database import Connection
from wechoose.base.paths import tree
from wechoose.base.refusals import Refusal

# Any constant does; it only keeps two starts from migrating at once.
LOCK = 0x57_43_4D_49

TABLE = """
create table if not exists migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""


async def migrate(db: Connection, folder: Path | None = None) -> list[str]:
    """Apply what is missing and return its names; refuse a database that is ahead of, or differs from, these files."""
    files = _files(folder)
    await db.execute("select pg_advisory_lock($1)", LOCK)
    try:
        await db.execute(TABLE)
        applied = dict(await db.fetch("select name, checksum from migrations"))
        _compare(files, applied)
        fresh = [path for path in files if path.name not in applied]
        for path in fresh:
            await _apply(db, path)
        return [path.name for path in fresh]
    finally:
        await db.execute("select pg_advisory_unlock($1)", LOCK)


async def missing(db: Connection) -> list[str]:
    """The names of the migrations that this database has not had."""
    if await db.fetchval("select to_regclass('migrations')") is None:
        return [path.name for path in _files(None)]
    applied = dict(await db.fetch("select name, checksum from migrations"))
    _compare(_files(None), applied)
    return [path.name for path in _files(None) if path.name not in applied]


async def _apply(db: Connection, path: Path) -> None:
    statements = path.read_text()  # noqa: ASYNC240 (a few kilobytes, before anything is served)
    async with db.transaction():
        await db.execute(statements)
        await db.execute(
            "insert into migrations (name, checksum) values ($1, $2)", path.name, _checksum(path)
        )


def _files(folder: Path | None) -> list[Path]:
    return sorted((folder or tree("sql") / "migrations").glob("*.sql"))


def _compare(files: list[Path], applied: dict[str, str]) -> None:
    known = {path.name: _checksum(path) for path in files}
    if ahead := sorted(set(applied) - set(known)):
        raise Refusal(
            f"The database has been migrated by a newer version ({ahead[-1]}); install that version or newer."
        )
    if changed := sorted(name for name, checksum in applied.items() if known[name] != checksum):
        raise Refusal(
            f"The migration {changed[0]} was changed after it was applied; restore the file as it was."
        )


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
