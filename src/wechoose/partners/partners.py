"""Partners as signatures and pages name them, and the verb that adds one."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Database
from wechoose.base.kept import Kept
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _, language

sql = queries("partners/partners")

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 40


class Wording(msgspec.Struct, frozen=True):
    """The line that a supporter ticks, as it is worded since `version`; never changed, only followed by another."""

    wording_id: int
    version: int
    english: str
    spanish: str

    @property
    def text(self) -> str:
        """In the language of the person being answered."""
        return self.spanish if language.get() == "es" else self.english


class Partner(msgspec.Struct, frozen=True):
    """`origins` may frame the widget; `asks` where its consent box is shown; `logo` is its picture's digest, or ""."""

    partner_id: int
    code: str
    name: str
    website: str | None
    kind: str
    state: str | None
    status: str
    origins: tuple[str, ...]
    asks: str
    postal_address: str
    logo: str
    wording: Wording | None

    @property
    def is_active(self) -> bool:
        return self.status == "active"


class Partners(msgspec.Struct, frozen=True):
    """The coalition: who is active in its order, who was stopped, all of them by number, and each wording that there
    is or was with whose it is."""

    all: list[Partner]
    by_code: dict[str, Partner]
    stopped: dict[str, Partner]
    by_id: dict[int, Partner]
    owners: dict[int, int]
    wordings: dict[int, Wording]

    def who_ask(self, code: str) -> list[Partner]:
        """Those whose consent box a page shows that this partner brought somebody to, or nobody where code is ""."""
        return [
            each for each in self.all if each.wording and (each.asks == "everywhere" or _asks(each, code))
        ]


def _asks(partner: Partner, code: str) -> bool:
    return partner.code == code and partner.asks == "own"


def keep_partners(database: Database) -> Kept[Partners]:
    async def load() -> Partners:
        async with database.transaction(read_only=True, share="looks") as db:
            partners = await all_partners(db)
            wordings = await sql.all_wordings(db)
        return gather(
            partners,
            {row["wording_id"]: row["partner_id"] for row in wordings},
            {row["wording_id"]: _wording(row) for row in wordings},
        )

    return Kept(load)


def gather(
    partners: Sequence[Partner], owners: Mapping[int, int], wordings: Mapping[int, Wording]
) -> Partners:
    active = [each for each in partners if each.is_active]
    return Partners(
        active,
        {each.code: each for each in active},
        {each.code: each for each in partners if not each.is_active},
        {each.partner_id: each for each in partners},
        dict(owners),
        dict(wordings),
    )


async def all_partners(db: Connection) -> list[Partner]:
    """Active or stopped, in the coalition's order."""
    return [_partner(row) for row in await sql.all_partners(db, code=None)]


async def find_partner(db: Connection, code: str) -> Partner:
    """Active or stopped; raises NotFound."""
    rows = await sql.all_partners(db, code=code) if is_code(code) else []
    if not rows:
        raise NotFound(_("No organization of the coalition has this code."))
    return _partner(rows[0])


def is_code(text: str) -> bool:
    return len(text) <= LONGEST_CODE and CODE.fullmatch(text) is not None


async def add_partner(
    db: Connection, code: str, name: str, website: str | None, kind: str, state: str | None
) -> int:
    """A new partner, after the others; its number. Nobody may frame its widget and it asks for nothing yet."""
    return await sql.add_partner(db, code=code, name=name, website=website, kind=kind, state=state)


async def set_origins(db: Connection, partner_id: int, origins: Sequence[str]) -> None:
    """Origins as `read_origin` writes them."""
    await sql.set_origins(db, partner_id=partner_id, origins=list(origins))


async def set_wording(db: Connection, partner_id: int, english: str, spanish: str) -> None:
    """From now on supporters are asked with this line; the same words again change nothing."""
    await sql.add_wording(db, partner_id=partner_id, english=english, spanish=spanish, at=clock.now())


def _partner(row: Mapping) -> Partner:
    own = {name: row[name] for name in Partner.__struct_fields__ if name not in ("wording", "origins")}
    wording = _wording(row) if row["wording_id"] is not None else None
    return Partner(**own, origins=tuple(row["origins"]), wording=wording)


def _wording(row: Mapping) -> Wording:
    return Wording(*(row[name] for name in Wording.__struct_fields__))
