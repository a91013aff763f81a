"""Demands as JSON with their counts, readable from any origin."""

from datetime import datetime

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from wechoose.counts.api import ANY_ORIGIN, live_of
from wechoose.counts.tallies import ActStates
from wechoose.demands.acts import Act
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


ACTS = {
    "demand": "we-choose-to-act",
    "verified": 812,
    "acts": [
        {
            "code": "host-conversation",
            "title": "Host a conversation",
            "detail": "date",
            "verified": 210,
            "states": {"IL": 90, "NJ": 120},
        }
    ],
    "as_of": "2026-11-24T12:00:00.000Z",
}


class ActAnswer(msgspec.Struct, frozen=True):
    """What a pledge asks for; `detail` is what may be told with it: "none", "date" or "number"."""

    code: str
    title: str
    detail: str


class CountedAct(msgspec.Struct, frozen=True):
    code: str
    title: str
    detail: str
    verified: int
    states: dict[str, int]


class ActsAnswer(msgspec.Struct, frozen=True):
    demand: str
    verified: int
    acts: list[CountedAct]
    as_of: datetime


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
    acts: list[ActAnswer]


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
        acts=[ActAnswer(act.code, act.title, act.detail) for act in demand.acts],
    )


@get(
    "/api/v1/demands/{slug:str}/acts",
    summary="What a pledge asks for, counted by act and state",
    operation_class=told(
        ACTS,
        NOWHERE,
        BUSY,
        says="The states of an act add up to its verified; who promised several acts counts in each. "
        "Of a petition the list is empty.",
    ),
)
async def show_acts(request: Request, slug: FromPath[str]) -> Response[ActsAnswer]:
    demand = (await intake_of(request).demands.now()).find(slug)
    snapshot = await live_of(request).fresh()
    states = snapshot.acts.get(slug, {})
    return Response(
        ActsAnswer(
            demand.slug,
            snapshot.campaign.demands.get(demand.slug, 0),
            [_counted(act, states) for act in demand.acts],
            snapshot.as_of,
        ),
        headers=HEADERS,
    )


def _counted(act: Act, counted: ActStates) -> CountedAct:
    states = counted.get(act.code, {})
    return CountedAct(act.code, act.title, act.detail, sum(states.values()), states)


ROUTES = [list_demands, show_demand, show_acts]
