"""Apart: lists are made by processes of their own, so that no visitor waits while one is."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence

import msgspec

from wechoose.base import logs
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.lists.cover import cover
from wechoose.lists.maker import COMMAND, Task
from wechoose.lists.orders import Order
from wechoose.lists.streaming import ahead

# A maker takes some 50 MB; who comes while so many work waits for a turn.
TURNS = asyncio.Semaphore(2)
CHUNK = 1 << 16


def make_apart(site: Site, order: Order) -> AsyncGenerator[bytes, None]:
    url, keys = site.database.url, site.settings.secret_keys
    return made_by(COMMAND, Task(url, keys, order.demand.demand_id, order.state, order.form, cover(order)))


def made_by(command: Sequence[str], task: msgspec.Struct) -> AsyncGenerator[bytes, None]:
    """The file's bytes as they come; raises Unavailable when it can't be made to the end."""
    return ahead(_made(command, task))


async def _made(command: Sequence[str], task: msgspec.Struct) -> AsyncGenerator[bytes, None]:
    async with TURNS:
        maker = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        try:
            async for chunk in _what_comes(maker, task):
                yield chunk
        finally:
            if maker.returncode is None:
                maker.kill()
                await maker.wait()


async def _what_comes(maker: Process, task: msgspec.Struct) -> AsyncGenerator[bytes, None]:
    assert maker.stdin is not None
    assert maker.stdout is not None
    assert maker.stderr is not None
    maker.stdin.write(msgspec.msgpack.encode(task))
    maker.stdin.close()
    while chunk := await maker.stdout.read(CHUNK):
        yield chunk
    said = await maker.stderr.read()
    if await maker.wait():
        logs.log.error("list_failed", maker=said.decode(errors="replace"))
        raise Unavailable
