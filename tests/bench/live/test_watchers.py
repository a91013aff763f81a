"""The compiled client that keeps streams open."""

from tests.running import needs_compiler
from wechoose.bench.live.idle import Idle
from wechoose.bench.live.watchers import Watchers

pytestmark = needs_compiler


def test_every_stream_s_events_are_noted() -> None:
    with Idle() as idle, Watchers(idle.url, ["/"] * 40) as watchers:
        told = watchers.close()
    assert sorted((event.stream, event.number, event.verified) for event in told) == [
        (stream, 1, 0) for stream in range(40)
    ]
    assert watchers.broken == 0


def test_streams_that_are_refused_are_not_waited_for() -> None:
    with Idle() as idle, Watchers(idle.url, ["/", "/nothing", "/"]) as watchers:
        told = watchers.close()
    assert ([event.stream for event in told], watchers.broken) == ([0, 2], 1)
