"""Founding: an empty site gets the campaign's words, its nine demands and its coalition."""

import csv
import tomllib
from pathlib import Path

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.demands.demands import DemandText, add_demand, are_there_demands
from wechoose.partners import partners
from wechoose.partners.origins import origin_of

sql = queries("campaign/campaign")

CAMPAIGN = Path(__file__).with_name("campaign.toml")
COALITION = Path(partners.__file__).with_name("coalition.csv")

# In both languages at once, because a wording is kept as it was ticked.
CONSENT = {
    "english": "%(name)s may send me e-mail about its work.",
    "spanish": "%(name)s puede enviarme correos sobre su trabajo.",
}

# Any constant does; it only keeps two first starts from both founding.
LOCK = 0x57_43_46_4F


async def found(db: Connection) -> bool:
    """Fill the site unless it has demands; true when it did."""
    async with db.transaction():
        await sql.wait_for_turn(db, lock=LOCK)
        if await are_there_demands(db):
            return False
        words = tomllib.loads(CAMPAIGN.read_text(encoding="utf-8"))
        await _found_campaign(db, words["campaign"])
        await _found_demands(db, words["demands"])
        await _found_coalition(db)
        return True


async def _found_campaign(db: Connection, texts: dict[str, dict]) -> None:
    for code, text in texts.items():
        await sql.add_text(db, language=code, **{**text, "summary": text["summary"].strip()})


async def _found_demands(db: Connection, demands: list[dict]) -> None:
    for demand in demands:
        texts = {
            code: msgspec.convert(text, DemandText) for code, text in demand.items() if isinstance(text, dict)
        }
        await add_demand(db, demand["slug"], "petition", demand["goal"], texts)


async def _found_coalition(db: Connection) -> None:
    with COALITION.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            await _found_partner(db, row)


async def _found_partner(db: Connection, row: dict[str, str]) -> None:
    """May be framed by its own site, and asks for consent on what it links or frames."""
    website = row["website"] or None
    partner_id = await partners.add_partner(
        db, row["code"], row["name"], website, row["kind"], row["state"] or None
    )
    await partners.set_origins(db, partner_id, origin_of(website))
    words = {"name": row["name"]}
    await partners.set_wording(db, partner_id, CONSENT["english"] % words, CONSENT["spanish"] % words)
