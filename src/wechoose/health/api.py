"""Whether this process lives, and whether it can do its work."""

from litestar import Response, get

from wechoose.web.schema import BUSY, told
from wechoose.web.transactions import Db


@get("/health/live", summary="The process answers", operation_class=told({"status": "live"}))
async def live() -> dict[str, str]:
    return {"status": "live"}


@get(
    "/health/ready",
    summary="The process can reach its database",
    operation_class=told({"status": "ready"}, BUSY),
)
async def ready(db: Db) -> Response[dict[str, str]]:
    await db.fetchval("select 1")
    return Response({"status": "ready"})


ROUTES = [live, ready]
