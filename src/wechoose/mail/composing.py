"""Composing: the letters of clerks who are free at the same moment, one statement a kind, right before they leave."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from wechoose.base.database import Connection
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.mail.claims import Claimed
from wechoose.mail.letters import Letter

Composer = Callable[[Connection, Site, Sequence[Claimed]], Awaitable[Sequence[Letter | None]]]
"""Makes letters of one kind, in order; None where there is nothing to say any more."""
Outcome = Letter | Exception | None


class Composing:
    def __init__(self, site: Site, composers: Mapping[str, Composer]) -> None:
        self._site, self._composers = site, composers
        self._asked: list[tuple[Claimed, asyncio.Future[Outcome]]] = []
        self._turn = asyncio.Lock()

    async def compose(self, errand: Claimed) -> Letter | None:
        """As soon as those before are composed, together with all who ask meanwhile; raises its own trouble only."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._asked.append((errand, answer))
        async with self._turn:
            if not answer.done():
                await self._answer()
        outcome = answer.result()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def compose_again(self, db: Connection, errand: Claimed) -> Letter | None:
        """In a transaction that holds the signer."""
        return (await self._composers[errand.kind](db, self._site, [errand]))[0]

    async def _answer(self) -> None:
        asked = list(self._asked)
        outcomes = await self._try([errand for errand, _answer in asked])
        del self._asked[: len(asked)]
        for (_errand, answer), outcome in zip(asked, outcomes, strict=True):
            answer.set_result(outcome)

    async def _try(self, errands: Sequence[Claimed]) -> Sequence[Outcome]:
        """Each alone when together they fail: one that can't be composed must not stop the others."""
        try:
            return await self._compose(errands)
        except Unavailable as error:
            return [error] * len(errands)
        except Exception as error:
            if len(errands) == 1:
                return [error]
            return [outcome for errand in errands for outcome in await self._try([errand])]

    async def _compose(self, errands: Sequence[Claimed]) -> list[Letter | None]:
        by_kind: dict[str, list[Claimed]] = defaultdict(list)
        for errand in errands:
            by_kind[errand.kind].append(errand)
        letters: dict[UUID, Letter | None] = {}
        async with self._site.database.statement("reading") as db:
            for kind, group in by_kind.items():
                composed = await self._composers[kind](db, self._site, group)
                letters |= {errand.letter_id: letter for errand, letter in zip(group, composed, strict=True)}
        return [letters[errand.letter_id] for errand in errands]
