"""Sending: a few clerks, each with a connection of its own, take letters out of the outbox as they fall due."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from wechoose.base import clock
from wechoose.base.logs import log
from wechoose.base.refusals import Unavailable
from wechoose.base.settings import Settings
from wechoose.base.site import Site
from wechoose.mail import claims
from wechoose.mail.capture import CaptureFolder, folder_in
from wechoose.mail.carriers import Away, Carrier, Stalled, Trouble
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composer, Composing
from wechoose.mail.errands import mark_sent, run_errand
from wechoose.mail.letters import sender_of
from wechoose.mail.smtp import LETTER_SECONDS, SmtpConnection
from wechoose.mail.smtp_settings import read_smtp_url

# Each has a connection of its own; Postfix, for one, allows a client 50 of them.
CLERKS = 8
# Few enough that even a slow server takes them all before their lease ends.
LETTERS_A_CLAIM = 50
IDLE_SECONDS = 0.5
LAST_TURNS = 6
LONGEST_PAUSE_SECONDS = 15
MUST_REMAIN = timedelta(seconds=LETTER_SECONDS + 5)


class PostOffice:
    """All sending of one process: the letters it claimed, those it sent, and whether the mail server is away."""

    def __init__(self, site: Site, composers: Mapping[str, Composer], carriers: Sequence[Carrier]) -> None:
        self._site, self._carriers = site, carriers
        self._composing = Composing(site, composers)
        self._door = asyncio.Lock()
        self._buckets: list[int] = []
        self._claimed: deque[Claimed] = deque()
        self._sent: list[Claimed] = []
        self._marking = asyncio.Lock()
        self._failures = 0
        self._paused_until: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop; then letters not begun are put back at once, and those under way are finished."""
        try:
            async with asyncio.TaskGroup() as clerks:
                for carrier in self._carriers:
                    clerks.create_task(self._clerk(carrier, stop))
                await stop.wait()
                await self._put_back()
        finally:
            await self.close()

    async def round(self) -> int:
        """Everything that is due now, by all clerks; returns how many letters they took up."""
        return sum(await asyncio.gather(*map(self._clear, self._carriers)))

    async def close(self) -> None:
        await self._mark_sent_at_last()
        await self._put_back()
        await asyncio.gather(*(carrier.close() for carrier in self._carriers))

    async def _clerk(self, carrier: Carrier, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if letter := await self._next(stop):
                    await self._handle(letter, carrier)
            except Unavailable:
                await _wait(stop)
            except Exception as error:
                log.error("sending", error=error)
                await _wait(stop)

    async def _next(self, stop: asyncio.Event) -> Claimed | None:
        """The next letter that falls due. One clerk waits at the door and looks, the others behind it."""
        async with self._door:
            while not stop.is_set():
                if letter := await self._take():
                    return letter
                await _wait(stop)
        return None

    async def _clear(self, carrier: Carrier) -> int:
        count = 0
        while letter := await self._take_alone():
            await self._handle(letter, carrier)
            count += 1
        return count

    async def _take_alone(self) -> Claimed | None:
        async with self._door:
            return await self._take()

    async def _take(self) -> Claimed | None:
        await self._mark_sent()
        if self._is_paused():
            return None
        if self._claimed and self._claimed[0].leased_until - clock.now() < MUST_REMAIN:
            # Another worker could find it due while we still send it.
            await self._put_back()
        if not self._claimed:
            self._claimed.extend(await self._claim())
        return self._claimed.popleft() if self._claimed else None

    async def _claim(self) -> list[Claimed]:
        """Letters of as many buckets as it takes; a single one as long as the mail server may be away."""
        most = 1 if self._failures else LETTERS_A_CLAIM
        claimed: list[Claimed] = []
        async with self._site.database.transaction() as db:
            self._buckets = self._buckets or await claims.find_due_buckets(db)
            while self._buckets and len(claimed) < most:
                claimed += await claims.claim(db, self._buckets[-1], most - len(claimed))
                if len(claimed) < most:
                    self._buckets.pop()
        return claimed

    async def _handle(self, letter: Claimed, carrier: Carrier) -> None:
        try:
            if sent := await run_errand(self._site, self._composing, carrier, letter):
                self._sent.append(sent)
            self._failures = 0
        except Unavailable:
            self._claimed.appendleft(letter)
            raise
        except (Away, Stalled) as trouble:
            await self._pause(trouble)
        await self._mark_sent()

    async def _mark_sent(self) -> None:
        """What the clerks sent meanwhile is marked together; none goes on before its own letter is marked.

        Letters that can't be marked because the database is away are kept, and marked before anything else.
        """
        async with self._marking:
            letters = list(self._sent)
            if letters:
                await mark_sent(self._site, letters)
                del self._sent[: len(letters)]

    async def _mark_sent_at_last(self) -> None:
        """What stays unmarked is sent once more, so a database that restarts is waited for a little."""
        for _turn in range(LAST_TURNS):
            try:
                return await self._mark_sent()
            except Unavailable:
                await asyncio.sleep(IDLE_SECONDS)
        return None

    async def _put_back(self) -> None:
        letters = list(self._claimed)
        self._claimed.clear()
        with suppress(Unavailable):
            async with self._site.database.transaction() as db:
                await claims.put_back(db, letters)

    def _is_paused(self) -> bool:
        return self._paused_until is not None and clock.now() < self._paused_until

    async def _pause(self, trouble: Trouble) -> None:
        """Nobody tries for a moment, longer each time; the letters wait in the outbox, no attempt counted."""
        if self._is_paused():
            return
        seconds = min(2**self._failures, LONGEST_PAUSE_SECONDS) * random.uniform(0.8, 1.0)  # noqa: S311
        self._failures += 1
        self._paused_until = clock.now() + timedelta(seconds=seconds)
        log.warning("mail server away", said=trouble.said, failures=self._failures)
        await self._put_back()


def carriers_of(settings: Settings) -> list[Carrier]:
    """What takes this site's letters to its mail server, or without one into the data folder; one for each clerk.

    Raises Refusal when the settings of mail are odd.
    """
    return [carrier_of(settings) for _clerk in range(CLERKS)]


def carrier_of(settings: Settings) -> Carrier:
    """The same for one."""
    sender = sender_of(settings.mail_from)
    if settings.smtp_url is None:
        return CaptureFolder(folder_in(settings.data_dir))
    return SmtpConnection(read_smtp_url(settings.smtp_url, settings.public_url), sender)


async def _wait(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), IDLE_SECONDS)
