"""Partners as signatures name them, and the verb that adds one."""

import msgspec

from wechoose.base.database import Connection, Database
from wechoose.base.kept import Kept
from wechoose.base.queries import queries

sql = queries("partners/partners")


class Partner(msgspec.Struct, frozen=True):
    partner_id: int
    code: str
    name: str
    website: str | None
    kind: str
    state: str | None


class Partners(msgspec.Struct, frozen=True):
    """The coalition in its order, and the partners' ids by code."""

    all: list[Partner]
    ids: dict[str, int]


def keep_partners(database: Database) -> Kept[Partners]:
    async def load() -> Partners:
        async with database.transaction(read_only=True, share="looks") as db:
            partners = [Partner(**row) for row in await sql.all_partners(db)]
        return Partners(partners, {partner.code: partner.partner_id for partner in partners})

    return Kept(load)


async def add_partner(
    db: Connection, code: str, name: str, website: str | None, kind: str, state: str | None
) -> None:
    await sql.add_partner(db, code=code, name=name, website=website, kind=kind, state=state)
