"""Express doors of the counts: the same answers as `api`, from bytes that are ready, and the streams."""

from wechoose.counts import api
from wechoose.counts.encoded import number_of
from wechoose.counts.live import CAMPAIGN
from wechoose.web.express import HAND_OVER, SENT, Answer, Ask, Door, Headers, as_pairs

ANY_ORIGIN = as_pairs(api.ANY_ORIGIN)
FRESH: Headers = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, max-age=1"),
    *ANY_ORIGIN,
)
STREAM: Headers = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    *ANY_ORIGIN,
)


async def answer_counts(ask: Ask) -> Answer | None:
    live, key = ask.hall.live, ask.name or CAMPAIGN
    await live.fresh()
    counts = live.counts(key)
    if counts is None:
        return None
    etag = counts.etag.encode()
    if etag in ask.header(b"if-none-match"):
        return Answer(304, ((b"etag", etag), *FRESH[1:]))
    return Answer(200, ((b"etag", etag), *FRESH), counts.body)


async def open_stream(ask: Ask) -> Answer | None:
    """Not opened where the server can't hand the connection over, nor when there are too many."""
    live, key = ask.hall.live, ask.name or CAMPAIGN
    hand_over = ask.scope.get("extensions", {}).get(HAND_OVER)
    if hand_over is None or live.counts(key) is None or live.streams.is_full():
        return None
    await live.attend()
    await ask.send({"type": "http.response.start", "status": 200, "headers": ask.complete(STREAM)})
    if transport := hand_over():
        live.streams.open(transport, key, number_of(ask.header(b"last-event-id").decode("latin-1")))
    return SENT


DOORS = [
    Door("GET", "/api/v1/counts", answer_counts),
    Door("GET", "/api/v1/demands/{}/counts", answer_counts),
    Door("GET", "/api/v1/counts/stream", open_stream),
    Door("GET", "/api/v1/demands/{}/counts/stream", open_stream),
]
