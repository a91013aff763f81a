"""Unhurried: an answer that must not tell by its time what was found leaves as late for everybody."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Longer than what is done takes, but for a site that can hardly breathe; there nothing can be told from times.
SECONDS = 0.1


@asynccontextmanager
async def unhurried() -> AsyncIterator[None]:
    """Goes on when so much time has passed since it was entered. No connection may be held meanwhile."""
    began = time.monotonic()
    try:
        yield
    finally:
        await asyncio.sleep(began + SECONDS - time.monotonic())
