"""The counts as JSON and as a stream of events, readable from any origin."""

from collections.abc import AsyncIterator

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from wechoose.base.refusals import NotFound, Unavailable
from wechoose.base.words import _
from wechoose.counts.described import (
    CAMPAIGN_COUNTS,
    DEMAND_COUNTS,
    EVENTS,
    HISTORY,
    STREAM_SAYS,
    counts_schema,
    event_of,
)
from wechoose.counts.encoded import Counts, number_of
from wechoose.counts.history import Growth, Step, grow
from wechoose.counts.live import CAMPAIGN, LiveCounts
from wechoose.demands.demands import find_demand
from wechoose.web.schema import BUSY, NOWHERE, TEXT, UNREADABLE, told
from wechoose.web.transactions import Db

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class HistoryAnswer(msgspec.Struct, frozen=True):
    demand: str
    step: str
    history: list[Growth]


@get(
    "/api/v1/counts",
    summary="Counts of all demands together",
    operation_class=told(
        CAMPAIGN_COUNTS,
        BUSY,
        schema=counts_schema(CAMPAIGN_COUNTS),
        says="Demands and states each add up to verified.",
    ),
)
async def show_campaign_counts(request: Request) -> Response[bytes | None]:
    await live_of(request).fresh()
    return _conditional(request, _find(request, CAMPAIGN))


@get(
    "/api/v1/demands/{slug:str}/counts",
    summary="Counts of one demand, by state and channel",
    operation_class=told(
        DEMAND_COUNTS,
        NOWHERE,
        BUSY,
        schema=counts_schema(DEMAND_COUNTS),
        says="States add up to verified, channels too. A pledge also counts its `acts`, by code.",
    ),
)
async def show_counts(request: Request, slug: FromPath[str]) -> Response[bytes | None]:
    await live_of(request).fresh()
    return _conditional(request, _find(request, slug))


@get(
    "/api/v1/demands/{slug:str}/counts/history",
    summary="How the count of one demand grew, by hour or day",
    operation_class=told(
        HISTORY,
        UNREADABLE,
        NOWHERE,
        BUSY,
        says="From the first signature on; steps without any are left out.",
    ),
)
async def show_history(db: Db, slug: FromPath[str], step: FromQuery[Step] = "day") -> Response[HistoryAnswer]:
    demand = await find_demand(db, slug)
    growth = await grow(db, demand.demand_id, step)
    # It reads every signature of the demand, so a minute may pass before it is worth asking again.
    headers = {"Cache-Control": "public, max-age=60", **ANY_ORIGIN}
    return Response(HistoryAnswer(demand.slug, step, growth), headers=headers)


@get(
    "/api/v1/counts/stream",
    summary="Counts of all demands as server-sent events",
    operation_class=told(event_of(CAMPAIGN_COUNTS), BUSY, schema=TEXT, media_type=EVENTS, says=STREAM_SAYS),
)
async def stream_campaign_counts(request: Request) -> Stream:
    return await _stream(request, CAMPAIGN)


@get(
    "/api/v1/demands/{slug:str}/counts/stream",
    summary="Counts of one demand as server-sent events",
    operation_class=told(
        event_of(DEMAND_COUNTS), NOWHERE, BUSY, schema=TEXT, media_type=EVENTS, says=STREAM_SAYS
    ),
)
async def stream_counts(request: Request, slug: FromPath[str]) -> Stream:
    return await _stream(request, slug)


def live_of(request: Request) -> LiveCounts:
    return request.app.state.live


def _conditional(request: Request, counts: Counts) -> Response[bytes | None]:
    headers = {"ETag": counts.etag, "Cache-Control": "public, max-age=1", **ANY_ORIGIN}
    if counts.etag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    return Response(counts.body, media_type="application/json", headers=headers)


async def _stream(request: Request, key: str) -> Stream:
    _find(request, key)
    if live_of(request).streams.is_full():
        raise Unavailable
    await live_of(request).attend()
    number = number_of(request.headers.get("last-event-id", ""))
    events: AsyncIterator[bytes] = live_of(request).stream(key, number)
    return Stream(
        events,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", **ANY_ORIGIN},
    )


def _find(request: Request, key: str) -> Counts:
    counts = live_of(request).counts(key)
    if counts is None:
        raise NotFound(_("There is no demand at this address."))
    return counts


ROUTES = [show_campaign_counts, show_counts, show_history, stream_campaign_counts, stream_counts]
