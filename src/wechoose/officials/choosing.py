"""Choosing: whole groups of officials, as deliveries are made for them, and a search through all of them."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.officials import committees
from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official, as_official, in_order
from wechoose.officials.texts import in_search

sql = queries("officials/choosing")

A_PAGE = 50
MOST_WORDS, LONGEST_WORD = 8, 40


class Choice(msgspec.Struct, frozen=True):
    kinds: tuple[str, ...]
    words: Callable[[], str]
    committee: str = ""


CHOICES = {
    "senators": Choice(("senator",), lambda: _("All senators")),
    "representatives": Choice(("representative",), lambda: _("Representatives")),
    "senate-committee": Choice(
        ("senator",), lambda: _("Senate education committee (HELP)"), committees.SENATE
    ),
    "house-committee": Choice(("representative",), lambda: _("House education committee"), committees.HOUSE),
    "governors": Choice(("governor",), lambda: _("Governors")),
    "education-agencies": Choice(("education_agency",), lambda: _("State education agencies")),
    "secretary": Choice(("secretary",), lambda: _("Secretary of Education")),
    "white-house": Choice(("president", "vice_president"), lambda: _("President and Vice President")),
    "mayors": Choice(("mayor",), lambda: _("Mayors")),
    "school-districts": Choice(("school_district",), lambda: _("School districts")),
}


class Group(msgspec.Struct, frozen=True):
    """`label` is in the language of who is answered; `count` are those who are offered now."""

    code: str
    label: str
    count: int


async def groups(db: Connection, states: Sequence[str] = ()) -> list[Group]:
    """All that somebody is in, in these states or, where none is named, everywhere."""
    rows = {row["kind"]: row for row in await sql.counts(db, states=list(states))}
    column = {committees.HOUSE: "of_house_committee", committees.SENATE: "of_senate_committee"}
    found = (
        Group(
            code,
            choice.words(),
            sum(
                rows[kind][column.get(choice.committee, "officials")] for kind in choice.kinds if kind in rows
            ),
        )
        for code, choice in CHOICES.items()
    )
    return [group for group in found if group.count]


async def officials_of_group(db: Connection, code: str, states: Sequence[str] = ()) -> list[Official]:
    """Those of the group who are offered, in the usual order; raises NotFound for a code that is none."""
    if code not in CHOICES:
        raise NotFound
    choice = CHOICES[code]
    rows = await sql.of_group(db, kinds=list(choice.kinds), committee=choice.committee, states=list(states))
    return in_order(rows)


class Search(msgspec.Struct, frozen=True):
    """What somebody looks for; `offered` false finds only those who are not any more."""

    typed: str = ""
    kinds: tuple[str, ...] = ()
    committee: str = ""
    states: tuple[str, ...] = ()
    offered: bool = True


class Found(msgspec.Struct, frozen=True):
    """A page of officials; `count` are all that were found."""

    officials: list[Official]
    count: int


async def search(db: Connection, wanted: Search, page: int = 1, limit: int = A_PAGE) -> Found:
    """Pages count from 1; one behind the last is empty, and so is its count."""
    rows = await sql.search(
        db,
        typed=_as_query(wanted.typed),
        of_kinds=list(wanted.kinds),
        committee=wanted.committee,
        states=list(wanted.states),
        offered=wanted.offered,
        kinds=list(KINDS),
        limit=limit,
        offset=(page - 1) * limit,
    )
    return Found([as_official(row) for row in rows], rows[0]["found"] if rows else 0)


def _as_query(typed: str) -> str:
    """Every word that was typed begins one that is found."""
    words: Iterable[str] = in_search(typed).split()[:MOST_WORDS]
    return " & ".join(f"{word[:LONGEST_WORD]}:*" for word in words)
