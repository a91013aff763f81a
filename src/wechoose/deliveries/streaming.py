"""Streaming: chunks are made a little ahead of the client that takes them, but not for ever if it stalls."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from anyio import create_memory_object_stream, fail_after
from anyio.abc import ObjectSendStream

CHUNKS_AHEAD = 4
# A laptop that fell asleep must not hold a connection and a snapshot of the database until it wakes.
PATIENCE_SECONDS = 60.0


async def ahead(
    chunks: AsyncGenerator[bytes, None], patience: float = PATIENCE_SECONDS
) -> AsyncGenerator[bytes, None]:
    """The same chunks; raises what stopped them, so that a broken list never ends like a whole one."""
    inlet, outlet = create_memory_object_stream[bytes](CHUNKS_AHEAD)
    # A task of its own: when the client hangs up it is cancelled once, and can give back its connection.
    filling = asyncio.create_task(_fill(inlet, chunks, patience))
    filling.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        async with outlet:
            async for chunk in outlet:
                yield chunk
        await filling
    finally:
        filling.cancel()


async def _fill(inlet: ObjectSendStream[bytes], chunks: AsyncGenerator[bytes, None], patience: float) -> None:
    async with inlet, aclosing(chunks):
        async for chunk in chunks:
            with fail_after(patience):
                await inlet.send(chunk)
