"""Named queries: each statement lives in sql/queries, at the address of the module that calls it.

The files are in aiosql's format, so that editors and people know it. The loader is our own because aiosql doubles what
a statement costs (65 µs against 30 for one row), and the signing path runs half a dozen of them.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import cache
from typing import Any

from wechoose.base.paths import tree

HEADER = re.compile(r"^-- name: (?P<name>[a-z_]+)(?P<kind>[\^$!*]?)\s*$", re.MULTILINE)
PARAMETER = re.compile(r"(?<![:\w']):([a-z_]+)")
COMMENT = re.compile(r"--[^\n]*")

FETCH = {"": "fetch", "^": "fetchrow", "$": "fetchval", "!": "execute", "*": "cursor"}


class Queries:
    """The queries of one file as coroutine functions: `await sql.find_demand(db, slug=…)`."""

    def __init__(self, address: str) -> None:
        self.statements: dict[str, str] = {}
        for name, kind, text in _split((tree("sql") / "queries" / f"{address}.sql").read_text()):
            statement, names = _numbered(text)
            self.statements[name] = statement
            setattr(self, name, _caller(statement, names, FETCH[kind]))

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        raise AttributeError(f"no query named {name}")


@cache
def queries(address: str) -> Queries:
    """The queries of sql/queries/<address>.sql.

    A name's mark says what comes back: `^` one row or None, `$` a value, `!` the number of rows changed, `*` a cursor
    to `fetch` so many at a time from while the transaction lasts, none a list.
    """
    return Queries(address)


def int_array(numbers: Iterable[int]) -> str:
    """An array as PostgreSQL writes it: a list of arrays can be sent only as texts, unless all are equally long."""
    return "{" + ",".join(map(str, numbers)) + "}"


def all_queries() -> Iterator[tuple[str, str]]:
    """Every statement of the project with its name, for preparing them all at start."""
    root = tree("sql") / "queries"
    for path in sorted(root.rglob("*.sql")):
        address = path.relative_to(root).with_suffix("").as_posix()
        for name, statement in queries(address).statements.items():
            yield f"{address}.{name}", statement


def _split(text: str) -> Iterator[tuple[str, str, str]]:
    headers = list(HEADER.finditer(text))
    ends = [header.start() for header in headers[1:]] + [len(text)]
    for header, end in zip(headers, ends, strict=True):
        yield header["name"], header["kind"], text[header.end() : end]


def _numbered(text: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 … for its :names, and the names in that order."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return PARAMETER.sub(number, COMMENT.sub("", text)).strip().rstrip(";"), tuple(names)


def _caller(statement: str, names: tuple[str, ...], fetch: str) -> Callable[..., Awaitable[Any]]:
    async def call(db: Any, **values: Any) -> Any:
        answer = await getattr(db, fetch)(statement, *[values.pop(name) for name in names])
        if values:
            raise TypeError(f"the query takes no {', '.join(values)}")
        return _rows(answer) if fetch == "execute" else answer

    return call


def _rows(tag: str) -> int:
    """The number of rows in a command's tag, such as INSERT 0 1; none in LOCK TABLE."""
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0
