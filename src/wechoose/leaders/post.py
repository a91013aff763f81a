"""Post: takes letters to leaders out of their queue and sends them, each by the way that all letters go."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from wechoose.base import clock
from wechoose.base.logs import log
from wechoose.base.queries import queries
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.leaders.letters import Errand, compose
from wechoose.mail.carriers import Away, Carrier, Delayed, Refused
from wechoose.mail.claims import LEASE, MOST_ATTEMPTS, wait_after
from wechoose.mail.letters import as_bytes

sql = queries("leaders/letters")

LOOK_SECONDS = 0.5
# Few enough to be sent within the lease, also by a slow server.
AT_ONCE = 5
AWAY_WAIT = timedelta(seconds=15)
# A link that comes after so long was forgotten by who asked for it.
LONGEST_WAIT = {"sign_in": timedelta(hours=6)}


class Claimed(msgspec.Struct, frozen=True):
    letter_id: UUID
    leader_id: int | None
    kind: str
    matter: str
    language: str
    created_at: datetime
    attempts: int


class LeaderPost:
    """One sender; any number of them may work at once."""

    def __init__(self, site: Site, carrier: Carrier) -> None:
        self._site, self._carrier = site, carrier

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop."""
        try:
            while not stop.is_set():
                if not await self._try_round():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        finally:
            await self._carrier.close()

    async def round(self) -> int:
        """Some of what is due now; how many letters that were."""
        async with self._site.database.statement() as db:
            now = clock.now()
            rows = await sql.claim(db, now=now, leased_until=now + LEASE, most=AT_ONCE)
        for row in rows:
            await self._send(Claimed(**row))
        return len(rows)

    async def _try_round(self) -> int:
        try:
            return await self.round()
        except Unavailable:
            return 0
        except Exception as error:
            log.error("letters to leaders", error=error)
            return 0

    async def _send(self, letter: Claimed) -> None:
        """The link in it is committed before it leaves; what became of it is noted after."""
        site = self._site
        try:
            async with site.database.transaction() as db:
                errand = Errand(letter.leader_id, letter.kind, letter.matter, letter.language)
                composed = None if _is_late(letter) else await compose(db, site, errand)
            if composed is None:
                return await self._end(letter, "dropped")
            message = as_bytes(composed, site.settings.mail_from, letter.letter_id, clock.now())
            await self._carrier.carry(letter.letter_id, composed.to, message)
            await self._end(letter, "sent")
        except Unavailable:
            raise
        except Exception as error:
            await self._note_trouble(letter, error)

    async def _note_trouble(self, letter: Claimed, error: Exception) -> None:
        match error:
            case Away():
                await self._delay(letter, AWAY_WAIT, error.said, untried=True)
            case Refused():
                log.warning("letter to a leader refused", letter=str(letter.letter_id), said=error.said)
                await self._end(letter, "failed", error.said)
            case _:
                said = error.said if isinstance(error, Delayed) else type(error).__name__
                log.warning("letter to a leader not sent", letter=str(letter.letter_id), said=said)
                if letter.attempts >= MOST_ATTEMPTS:
                    return await self._end(letter, "failed", said)
                await self._delay(letter, wait_after(letter.attempts), said)
        return None

    async def _end(self, letter: Claimed, status: str, said: str | None = None) -> None:
        async with self._site.database.statement() as db:
            await sql.end_letter(db, letter_id=letter.letter_id, status=status, said=said, now=clock.now())

    async def _delay(self, letter: Claimed, wait: timedelta, said: str, *, untried: bool = False) -> None:
        async with self._site.database.statement() as db:
            await sql.delay_letter(
                db,
                letter_id=letter.letter_id,
                due_at=clock.now() + wait,
                said=said,
                untried=int(untried),
            )


def _is_late(letter: Claimed) -> bool:
    longest = LONGEST_WAIT.get(letter.kind)
    return longest is not None and clock.now() - letter.created_at > longest
