"""States: whether what was signed in a frame counts by now, for the frame that it was signed in.

Who had signed before is told "check your mail" for ever, so that nobody can read from it whether an address was known.
What a token says is sealed, because whoever types somebody's address gets one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealed_tokens import make_sealed_token, read_sealed_token
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.together import Together
from wechoose.base.tokens import decode, encode
from wechoose.signing.submission import Submission

sql = queries("widgets/states")

PURPOSE = "widget state"
LIFE = timedelta(days=1)
MOST = 512


class Signed(msgspec.Struct, frozen=True):
    """What somebody signed in a frame, and when."""

    signer_key: bytes
    demand_ids: list[int]
    since: datetime


def make_state_token(site: Site, submission: Submission) -> str:
    said = [encode(submission.signer_key), submission.demand_ids, clock.now().timestamp()]
    return make_sealed_token(site, PURPOSE, said, LIFE)


def read_state_token(site: Site, token: str) -> Signed:
    """Raises Expired or Forged."""
    key, demand_ids, since = read_sealed_token(site, PURPOSE, token)
    return Signed(decode(key), demand_ids, datetime.fromtimestamp(since, UTC))


class States:
    """Of one web process: who asks at the same moment shares the statement."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking: Together[Signed, bool] = Together(
            self._look, keys=lambda each: (each.signer_key,), most=MOST
        )

    async def is_counted(self, signed: Signed) -> bool:
        """Raises Unavailable."""
        return await self._looking.add(signed)

    async def _look(self, asked: list[Signed]) -> Sequence[bool]:
        async with self._site.database.statement("reading") as db:
            counted = await _find_counted(db, asked)
        return [each.signer_key in counted for each in asked]


async def _find_counted(db: Connection, asked: Sequence[Signed]) -> set[bytes]:
    rows = [(each, demand_id) for each in asked for demand_id in each.demand_ids]
    found = await sql.find_counted(
        db,
        buckets=[bucket_of(each.signer_key) for each, _ in rows],
        signer_keys=[each.signer_key for each, _ in rows],
        demand_ids=[demand_id for _, demand_id in rows],
        sinces=[each.since for each, _ in rows],
    )
    return {row["signer_key"] for row in found}
