"""Streaming: what comes next is fetched while the present is worked on, but not for ever if nobody takes it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from anyio import create_memory_object_stream, fail_after
from anyio.abc import ObjectSendStream

T = TypeVar("T")

ITEMS_AHEAD = 2
# A laptop that fell asleep must not hold a connection and a snapshot of the database until it wakes.
PATIENCE_SECONDS = 60.0


async def ahead(
    items: AsyncGenerator[T, None], patience: float = PATIENCE_SECONDS
) -> AsyncGenerator[T, None]:
    """The same items; raises what stopped them, so that a broken list never ends like a whole one."""
    inlet, outlet = create_memory_object_stream[T](ITEMS_AHEAD)
    # A task of its own: when the client hangs up it is cancelled once, and can give back its connection.
    filling = asyncio.create_task(_fill(inlet, items, patience))
    filling.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        async with outlet:
            async for item in outlet:
                yield item
        await filling
    finally:
        filling.cancel()


async def _fill(inlet: ObjectSendStream[T], items: AsyncGenerator[T, None], patience: float) -> None:
    async with inlet, aclosing(items):
        async for item in items:
            with fail_after(patience):
                await inlet.send(item)
