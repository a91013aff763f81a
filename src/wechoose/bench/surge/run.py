"""The run: the curve at each of the speeds that were asked for, on a fresh site each."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from wechoose.bench.report import Findings
from wechoose.bench.surge.curve import read_curve
from wechoose.bench.surge.replay import replay_surge
from wechoose.bench.surge.report import report
from wechoose.bench.surge.visits import Replay

# Open pages whose counts are live.
WATCHERS = 300


class Order(msgspec.Struct, frozen=True):
    """What `bench surge` was asked for."""

    curve: Path | None
    times: tuple[float, ...]
    minutes: float
    views: float
    edges: int
    workers: int


def run_surge(order: Order, say: Callable[[str], None]) -> Findings:
    curve = read_curve(order.curve)
    say(curve.describe())
    replays = [
        replay_surge(
            Replay(curve, times, order.minutes * 60, order.views, order.edges), order.workers, WATCHERS, say
        )
        for times in order.times
    ]
    settings = (
        f"{order.workers} web processes, 1 worker, limits off, {WATCHERS} streams, {order.views:g} views a signature"
        f"{f' through {order.edges} edges' if order.edges else ''}, "
        f"{curve.describe()}, {replays[0].replay.haste:.0f} times as fast as in life"
    )
    return report(replays, WATCHERS, settings)
