"""Acts: what a pledge asks people to do, each perhaps with a day or a number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.words import SOURCE_LANGUAGE

sql = queries("demands/acts")


class Act(msgspec.Struct, frozen=True):
    """In the reader's language, or in English. `detail` is "none", "date" or "number", and what its field is called."""

    act_id: int
    code: str
    detail: str
    language: str
    title: str
    detail_label: str


class ActText(msgspec.Struct, frozen=True):
    title: str
    detail_label: str = ""


async def acts_of(db: Connection, demand_ids: Sequence[int], code: str) -> dict[int, tuple[Act, ...]]:
    """The acts of these demands in this language, by demand."""
    found: dict[int, list[Act]] = defaultdict(list)
    for row in await sql.find_acts(db, demand_ids=demand_ids, language=code, fallback=SOURCE_LANGUAGE):
        found[row["demand_id"]].append(Act(**{name: row[name] for name in Act.__struct_fields__}))
    return {demand_id: tuple(acts) for demand_id, acts in found.items()}


async def keep_act(
    db: Connection, demand_id: int, code: str, detail: str, texts: Mapping[str, ActText]
) -> int:
    """Add an act to a pledge, or change the one with this code; its number stays, and so what was promised."""
    act_id = await sql.keep_act(db, demand_id=demand_id, code=code, detail=detail)
    for language, text in texts.items():
        await sql.keep_text(
            db, act_id=act_id, language=language, title=text.title, detail_label=text.detail_label
        )
    return act_id
