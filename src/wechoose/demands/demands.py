"""Demands as the public reads them, and the verb that adds one."""

import re
from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Database
from wechoose.base.kept import Kept
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import SOURCE_LANGUAGE, _, language, languages
from wechoose.demands.acts import Act, acts_of
from wechoose.demands.markdown import to_html

sql = queries("demands/demands")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80


class Demand(msgspec.Struct, frozen=True):
    """A demand in the reader's language, or in English where it has no words in that one; a pledge has acts."""

    demand_id: int
    slug: str
    kind: str
    status: str
    goal: int
    opened_at: datetime
    closes_at: datetime | None
    language: str
    title: str
    summary: str
    body_html: str
    acts: tuple[Act, ...] = ()

    def is_open(self) -> bool:
        now = clock.now()
        return (
            self.status == "open"
            and self.opened_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )


class DemandText(msgspec.Struct, frozen=True):
    title: str
    summary: str
    body: str


class Demands:
    """Every published demand in the campaign's order, in the language of the person being answered."""

    def __init__(self, by_language: dict[str, list[Demand]]) -> None:
        self._all = by_language
        self._by_slug = {code: {each.slug: each for each in demands} for code, demands in by_language.items()}

    def all(self) -> list[Demand]:
        return self._all[language.get()]

    def find(self, slug: str) -> Demand:
        """The published demand at this address; raises NotFound."""
        found = self.get(slug)
        if found is None:
            raise NotFound(_("There is no demand at this address."))
        return found

    def get(self, slug: str) -> Demand | None:
        return self._by_slug[language.get()].get(slug)


def keep_demands(database: Database) -> Kept[Demands]:
    async def load() -> Demands:
        async with database.transaction(read_only=True, share="looks") as db:
            return Demands({code: await _find(db, None, code) for code in languages()})

    return Kept(load)


async def all_demands(db: Connection) -> list[Demand]:
    """Every published demand in the campaign's order."""
    return await _find(db, None, language.get())


async def find_demand(db: Connection, slug: str) -> Demand:
    """The published demand at this address; raises NotFound."""
    found = await _find(db, slug, language.get()) if is_slug(slug) else []
    if not found:
        raise NotFound(_("There is no demand at this address."))
    return found[0]


async def add_demand(db: Connection, slug: str, kind: str, goal: int, texts: dict[str, DemandText]) -> int:
    demand_id = await sql.add_demand(db, slug=slug, kind=kind, goal=goal, at=clock.now())
    for code, text in texts.items():
        await sql.add_text(
            db,
            demand_id=demand_id,
            language=code,
            title=text.title.strip(),
            summary=text.summary.strip(),
            body_markdown=text.body.strip(),
            body_html=to_html(text.body),
        )
    return demand_id


async def are_there_demands(db: Connection) -> bool:
    return await sql.are_there_demands(db)


async def _find(db: Connection, slug: str | None, code: str) -> list[Demand]:
    rows = await sql.find_demands(db, slug=slug, language=code, fallback=SOURCE_LANGUAGE)
    pledges = [row["demand_id"] for row in rows if row["kind"] == "pledge"]
    acts = await acts_of(db, pledges, code) if pledges else {}
    return [Demand(**row, acts=acts.get(row["demand_id"], ())) for row in rows]


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and SLUG.fullmatch(text) is not None
