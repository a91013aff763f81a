"""Whether this process lives, and whether it can do its work."""

from litestar import Response, get

from wechoose.web.transactions import Db


@get("/health/live", summary="The process answers")
async def live() -> dict[str, str]:
    return {"status": "live"}


@get("/health/ready", summary="The process can reach its database")
async def ready(db: Db) -> Response[dict[str, str]]:
    await db.fetchval("select 1")
    return Response({"status": "ready"})


ROUTES = [live, ready]
