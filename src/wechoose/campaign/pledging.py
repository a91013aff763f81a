"""The pledge beside the nine demands, with the acts it asks for: the demo adds it."""

import tomllib
from pathlib import Path

import msgspec

from wechoose.base.database import Connection
from wechoose.demands.acts import ActText, keep_act
from wechoose.demands.demands import DemandText, add_demand

PLEDGE = Path(__file__).with_name("pledge.toml")


async def add_pledge(db: Connection) -> int:
    """Its demand_id."""
    pledge = tomllib.loads(PLEDGE.read_text(encoding="utf-8"))
    demand_id = await add_demand(db, pledge["slug"], "pledge", pledge["goal"], _texts(pledge, DemandText))
    for act in pledge["acts"]:
        await keep_act(db, demand_id, act["code"], act["detail"], _texts(act, ActText))
    return demand_id


def _texts(words: dict, kind: type) -> dict:
    return {code: msgspec.convert(text, kind) for code, text in words.items() if isinstance(text, dict)}
