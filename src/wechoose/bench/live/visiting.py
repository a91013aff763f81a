"""Visiting: those who confirm and those who ask for counts while the streams are open."""

from collections.abc import Sequence

from wechoose.bench.live.confirming import Asked
from wechoose.bench.live.watchers import Watchers
from wechoose.bench.plan import Client, Run, raw_request
from wechoose.bench.served import Served

CONNECTIONS = 16
READS_A_SECOND = 50
# Streams and requests that come and go before: the first of everything takes memory that is never given back.
WARM_UP = 200
# For the last answers.
MORE_SECONDS = 5.0


def warm_up(served: Served, keys: Sequence[str], asked: Sequence[Asked]) -> None:
    requests = [each.request for each in asked] + [_read(key) for key in keys[:WARM_UP]]
    with (
        Watchers(served.url, [stream_of(key) for key in keys[:WARM_UP]]),
        Client(served.url, CONNECTIONS, requests) as client,
    ):
        client.run(MORE_SECONDS)


def visit(served: Served, keys: Sequence[str], asked: Sequence[Asked], confirms: int) -> tuple[Run, Run]:
    """Each in due time."""
    seconds = len(asked) / confirms
    confirming = [((at + 1) / confirms, each.request) for at, each in enumerate(asked)]
    reading = [
        ((at + 1) / READS_A_SECOND, _read(keys[at % len(keys)]))
        for at in range(int(seconds * READS_A_SECOND))
    ]
    with (
        Client(served.url, CONNECTIONS, confirming) as confirmer,
        Client(served.url, CONNECTIONS, reading) as reader,
    ):
        for client in (confirmer, reader):
            client.start(seconds + MORE_SECONDS)
        return confirmer.wait(), reader.wait()


def _read(key: str) -> bytes:
    return raw_request("GET", _counts(key))


def stream_of(key: str) -> str:
    return f"{_counts(key)}/stream"


def _counts(key: str) -> str:
    return f"/api/v1/demands/{key}/counts" if key else "/api/v1/counts"
