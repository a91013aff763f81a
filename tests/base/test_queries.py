"""Named queries are found by their address, numbered by their names, and strict about what they are given."""

from itertools import takewhile
from pathlib import Path

import pytest

from wechoose.base.paths import tree
from wechoose.base.queries import Queries, all_queries, queries


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    (tmp_path / "queries").mkdir()
    monkeypatch.setattr("wechoose.base.queries.tree", lambda _name: tmp_path)
    return tmp_path / "queries" / "these.sql"


def test_a_name_used_twice_is_one_parameter_and_a_cast_is_none(file: Path) -> None:
    file.write_text(
        "-- name: find^\n-- Why: for a test.\nselect :b::int[], :a, ':c', a.x::text -- :d\nfrom t where y = :b;\n"
    )
    assert (
        Queries("these").statements["find"] == "select $1::int[], $2, ':c', a.x::text \nfrom t where y = $1"
    )


async def test_a_call_must_give_exactly_the_parameters(file: Path) -> None:
    file.write_text("-- name: find$\n-- One.\nselect :a\n")

    class Nobody:
        async def fetchval(self, _statement: str, *values: object) -> object:
            return values

    sql = Queries("these")
    assert await sql.find(Nobody(), a=1) == (1,)
    for wrong in ({}, {"a": 1, "b": 2}):
        with pytest.raises((KeyError, TypeError)):
            await sql.find(Nobody(), **wrong)


def test_a_query_that_is_not_in_the_file_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no query named"):
        _ = queries("counts/tallies").nothing


def test_every_query_says_its_purpose_in_a_sentence() -> None:
    for path in (tree("sql") / "queries").rglob("*.sql"):
        for query in path.read_text().split("-- name:")[1:]:
            name, *lines = query.splitlines()
            purpose = " ".join(
                line.removeprefix("-- ") for line in takewhile(lambda line: line.startswith("-- "), lines)
            )
            assert purpose.endswith("."), f"{path.name}: {name}"


def test_every_file_of_queries_belongs_to_a_slice_that_calls_it() -> None:
    package = tree("sql").parent / "src" / "wechoose"
    for address in {name.partition(".")[0] for name, _statement in all_queries()}:
        slice_ = address.partition("/")[0]
        modules = [package / f"{slice_}.py", *(package / slice_).rglob("*.py")]
        callers = [path for path in modules if path.exists() and f'queries("{address}")' in path.read_text()]
        assert callers, address
