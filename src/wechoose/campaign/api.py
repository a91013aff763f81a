"""Demands as JSON with their counts, readable from any origin."""

from datetime import datetime

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.counts.api import ANY_ORIGIN, live_of
from wechoose.demands.demands import Demand
from wechoose.signing.api import intake_of
from wechoose.web.schema import BUSY, NOWHERE, told

HEADERS = {"Cache-Control": "public, max-age=1", "Vary": "Accept-Language", **ANY_ORIGIN}

DEMAND = {
    "slug": "privatization-moratorium",
    "kind": "petition",
    "title": "Stop the privatization of our public schools",
    "summary": "A moratorium on charter expansion and vouchers.",
    "goal": 100000,
    "status": "open",
    "verified": 41210,
    "opened_at": "2026-09-01T00:00:00Z",
    "closes_at": "2027-06-30T04:00:00Z",
    "acts": [],
}


class DemandAnswer(msgspec.Struct, frozen=True):
    slug: str
    kind: str
    title: str
    summary: str
    goal: int
    status: str
    verified: int
    opened_at: datetime
    closes_at: datetime | None
    acts: list[str]


@get("/api/v1/demands", summary="Every demand with its count", operation_class=told([DEMAND], BUSY))
async def list_demands(request: Request) -> Response[list[DemandAnswer]]:
    snapshot = await live_of(request).fresh()
    demands = (await intake_of(request).demands.now()).all()
    answers = [_answer(demand, snapshot.campaign.demands.get(demand.slug, 0)) for demand in demands]
    return Response(answers, headers=HEADERS)


@get(
    "/api/v1/demands/{slug:str}",
    summary="One demand with its count",
    operation_class=told(DEMAND, NOWHERE, BUSY),
)
async def show_demand(request: Request, slug: FromPath[str]) -> Response[DemandAnswer]:
    demand = (await intake_of(request).demands.now()).find(slug)
    snapshot = await live_of(request).fresh()
    return Response(_answer(demand, snapshot.campaign.demands.get(demand.slug, 0)), headers=HEADERS)


def _answer(demand: Demand, verified: int) -> DemandAnswer:
    return DemandAnswer(
        slug=demand.slug,
        kind=demand.kind,
        title=demand.title,
        summary=demand.summary,
        goal=demand.goal,
        status="open" if demand.is_open() else "closed",
        verified=verified,
        opened_at=demand.opened_at,
        closes_at=demand.closes_at,
        acts=[],
    )


ROUTES = [list_demands, show_demand]
