"""The front: the few words and facts that every page shows, kept in memory so that an error page needs no database."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.words import SOURCE_LANGUAGE, language

sql = queries("campaign/campaign")


class CampaignText(msgspec.Struct, frozen=True):
    language: str
    name: str
    headline: str
    summary: str
    rejects: list[str]
    chooses: list[str]


class Front:
    """Filled when the app starts; `demo` says that the crowd on this site is invented."""

    def __init__(self) -> None:
        self.demo = False
        self._texts: dict[str, CampaignText] = {}

    async def load(self, db: Connection) -> None:
        self._texts = {row["language"]: CampaignText(**row) for row in await sql.all_texts(db)}
        self.demo = await sql.find_fact(db, name="demo") is not None

    def campaign(self) -> CampaignText:
        return self._texts.get(language.get()) or self._texts[SOURCE_LANGUAGE]
