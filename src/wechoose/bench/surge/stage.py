"""The stage: all who take part in a surge, let loose on a site at once, and what each of them was told."""

import time
from collections.abc import Mapping
from contextlib import ExitStack

import msgspec

from wechoose.bench.inside import Survey
from wechoose.bench.live.visiting import stream_of
from wechoose.bench.live.watchers import Told, Watchers
from wechoose.bench.machine import busy_seconds, cpu_of
from wechoose.bench.plan import Client, Run
from wechoose.bench.processes import Sink
from wechoose.bench.served import Served
from wechoose.bench.surge.letters import Letters
from wechoose.bench.surge.visits import Visits

# As many connections as there are requests in so many seconds of the best minute. Who finds none free waits, and that
# counts.
CONNECTED_SECONDS = 0.25
FEWEST, MOST = 64, 4096
# For the last counts to arrive everywhere.
SETTLE_SECONDS = 2.0
# For those who read their letters last.
MOST_SECONDS = 3600.0


class Played(msgspec.Struct, frozen=True):
    """What came of the clients, and of the letters between them; CPU seconds by role."""

    visits: Visits
    signed: Run
    looked: Run
    confirmed: Run
    letters: Letters
    told: list[Told]
    broken: int
    cpu: Mapping[str, float]

    @property
    def acknowledged(self) -> dict[bytes, float]:
        """When, by signer."""
        return {
            signing.signer_key: answer.ended_ns / 1e9
            for (_due, signing), answer in zip(self.visits.signings, self.signed.answers, strict=True)
            if answer.is_good
        }


def play(visits: Visits, served: Served, sink: Sink, surveyed: Survey, watchers: int) -> Played:
    seconds = visits.replay.seconds
    with ExitStack() as stack:
        watching = stack.enter_context(Watchers(served.url, [stream_of(visits.slug)] * watchers))
        signing, looking, confirming = (stack.enter_context(each) for each in _clients(visits, served.url))
        spending = _Spending(served, sink, watching)
        confirming.start(seconds + MOST_SECONDS, more=True)
        signings = [signing for _due, signing in visits.signings]
        haste = visits.replay.haste
        letters = stack.enter_context(Letters(sink, confirming, surveyed.site, signings, haste))
        looking.start(seconds + 1)
        signing.start(seconds + 1)
        signed, looked = signing.wait(), looking.wait()
        letters.finish(each for each, answer in zip(signings, signed.answers, strict=True) if answer.is_good)
        confirmed = confirming.wait()
        time.sleep(SETTLE_SECONDS)
        cpu = spending.with_clients(signed, looked, confirmed)
        told = watching.close()
    return Played(visits, signed, looked, confirmed, letters, told, watching.broken, cpu)


def connections(rate: float) -> int:
    """For so many requests a second."""
    return int(min(max(rate * CONNECTED_SECONDS, FEWEST), MOST))


def _clients(visits: Visits, url: str) -> tuple[Client, Client, Client]:
    """Those who sign, those who look, and those who follow their letters' links."""
    most = visits.replay.most
    return (
        Client(url, connections(most), ((due, each.request) for due, each in visits.signings)),
        Client(
            url, connections(visits.replay.most_looks), ((due, look) for due, _what, look in visits.looks)
        ),
        Client(url, connections(most * 2), ()),
    )


class _Spending:
    """CPU seconds from now on, by role."""

    def __init__(self, served: Served, sink: Sink, watching: Watchers) -> None:
        self._served, self._sink, self._watching = served, sink, watching
        self._before, self._busy = self._now(), busy_seconds()

    def with_clients(self, *runs: Run) -> dict[str, float]:
        ours = {role: seconds - self._before[role] for role, seconds in self._now().items()}
        ours["load"] = sum(run.cpu_seconds for run in runs)
        return ours | {"others": max(0.0, busy_seconds() - self._busy - sum(ours.values()))}

    def _now(self) -> dict[str, float]:
        ours = {"sink": self._sink.cpu_seconds, "watchers": self._watching.cpu_seconds}
        return cpu_of(self._served) | ours | {"bench": time.process_time()}
