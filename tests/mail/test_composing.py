"""Composing: clerks who are free at the same moment share a transaction, and nothing else."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.mail.conftest import Post, compose
from tests.mail.test_claims import claim_all
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composing
from wechoose.mail.letters import Letter


class Watched:
    """The simplest composer, and how many letters it was asked for each time; the first time it waits for `go_on`."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go_on = asyncio.Event()

    async def __call__(self, db: Connection, site: Site, errands: Sequence[Claimed]) -> list[Letter | None]:
        self.sizes.append(len(errands))
        await self.go_on.wait()
        return await compose(db, site, errands)


async def claimed(post: Post, count: int) -> list[Claimed]:
    for key in await post.signers(count):
        await post.write(key)
    return await claim_all(post)


async def begun(composing: Composing, errands: list[Claimed], watched: Watched) -> list[asyncio.Task]:
    """All have asked, and the first of them is being composed for."""
    tasks = [asyncio.create_task(composing.compose(errand)) for errand in errands]
    async with asyncio.timeout(10):
        while not watched.sizes:
            await asyncio.sleep(0)
    return tasks


def readers(post: Post, letters: Sequence[Letter | None]) -> list[bytes]:
    return [post.site.signer_key(letter.to)[1] for letter in letters if letter]


async def test_who_asks_while_others_are_composed_for_is_served_together(post: Post) -> None:
    errands, watched = await claimed(post, 6), Watched()
    composing = Composing(post.site, {"confirmation": watched})
    first = await begun(composing, errands[:1], watched)
    later = [asyncio.create_task(composing.compose(errand)) for errand in errands[1:]]
    await asyncio.sleep(0)
    watched.go_on.set()
    letters = await asyncio.gather(*first, *later)
    assert watched.sizes == [1, 5]
    assert readers(post, letters) == [errand.signer_key for errand in errands]


async def test_one_that_can_not_be_composed_fails_alone(post: Post) -> None:
    errands, watched = await claimed(post, 4), Watched()
    bad = errands[2].signer_key
    await post.execute("update signers set sealed = 'nonsense' where signer_key = $1", bad)
    watched.go_on.set()
    composing = Composing(post.site, {"confirmation": watched})
    outcomes = await asyncio.gather(*map(composing.compose, errands), return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Letter", "Letter", "Unreadable", "Letter"]


async def test_who_leaves_in_the_middle_leaves_the_others_their_letters(post: Post) -> None:
    errands, watched = await claimed(post, 3), Watched()
    composing = Composing(post.site, {"confirmation": watched})
    leaving, *staying = await begun(composing, errands, watched)
    leaving.cancel()
    watched.go_on.set()
    letters = await asyncio.gather(*staying)
    assert readers(post, letters) == [errand.signer_key for errand in errands[1:]]
    with pytest.raises(asyncio.CancelledError):
        await leaving
