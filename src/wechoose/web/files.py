"""Files: answers that a browser keeps, sent while they are made."""

from collections.abc import AsyncGenerator

from litestar.background_tasks import BackgroundTask
from litestar.response import Stream


def as_file(chunks: AsyncGenerator[bytes, None], media_type: str, name: str) -> Stream:
    """Begins once this request's transaction is committed, so that nothing leaves unrecorded."""
    return Stream(
        chunks,
        status_code=200,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        # A client that hangs up leaves the generator in the middle.
        background=BackgroundTask(_close, chunks),
    )


async def _close(chunks: AsyncGenerator[bytes, None]) -> None:
    """Not the method itself: Litestar would take it for a blocking function and not wait for what it returns."""
    await chunks.aclose()
