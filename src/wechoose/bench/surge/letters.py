"""Letters: each is opened a while after it came, as people do; then its link is followed and its button pressed."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from math import exp
from random import Random
from typing import Self

import msgspec

from wechoose.base.site import Site
from wechoose.bench.plan import SECOND, Client, raw_request
from wechoose.bench.processes import Sink
from wechoose.bench.sink import Link
from wechoose.bench.supporters import BROWSER, FORM_TYPE, Confirming, Signing
from wechoose.signing.addresses import canonical

# Half of those who confirm do so within this; few at once, few much later.
MEDIAN_SECONDS = 90.0
SPREAD = 0.8
LONGEST = 8.0
# From the page that the link leads to, to its button.
READING_SECONDS = 4.0
# What is due is handed to the client so long before; nobody is as fast.
AHEAD_SECONDS = 0.2
LOOK_SECONDS = 0.02
MOST_AT_ONCE = 200
# When no letter came for so long, no more are waited for.
PATIENCE_SECONDS = 30.0
SEED = 10

_link = msgspec.msgpack.Decoder(Link)


class Step(msgspec.Struct, frozen=True, order=True):
    """A request that a letter leads to: first the look at its page, which presses nothing, then the button."""

    due_ns: int
    number: int
    confirming: Confirming
    presses: bool


class Letters:
    """Entered, it takes links from the sink and gives requests to the client until `finish`.

    `steps` are in the order in which the client got them; `came` has the times when letters came, by signer.
    """

    def __init__(
        self, sink: Sink, client: Client, site: Site, signings: Collection[Signing], haste: float
    ) -> None:
        self._links, self._client, self._site = sink.links, client, site
        self._signings = {signing.signer_key: signing for signing in signings}
        self._haste = haste
        self._chance = Random(SEED)  # noqa: S311 (nothing secret is drawn)
        self._coming: list[Step] = []
        self._over = False
        self._thread = ThreadPoolExecutor(1)
        self._opening: Future[None] | None = None
        self.steps: list[Step] = []
        self.came: defaultdict[bytes, list[float]] = defaultdict(list)

    def __enter__(self) -> Self:
        self._opening = self._thread.submit(self._open)
        return self

    def __exit__(self, *_: object) -> None:
        self._over, self._coming = True, []
        self._thread.shutdown()

    def finish(self, expected: Iterable[Signing]) -> None:
        """When all of these have their letter, or letters stopped coming, and all that came were opened."""
        assert self._opening is not None
        missing = {signing.signer_key for signing in expected}
        last = time.monotonic()
        while not self._opening.done() and time.monotonic() - last < PATIENCE_SECONDS:
            before = len(missing)
            missing -= self.came.keys()
            if not missing:
                break
            if len(missing) < before:
                last = time.monotonic()
            time.sleep(LOOK_SECONDS)
        self._over = True
        self._opening.result()

    def _open(self) -> None:
        while not self._over or self._coming:
            waiting = self._links.poll(LOOK_SECONDS)
            for _letter in range(MOST_AT_ONCE):
                if not (waiting and self._links.poll()):
                    break
                self._take(_link.decode(self._links.recv_bytes()))
            self._send()
        self._client.end()

    def _take(self, link: Link) -> None:
        _bucket, key = self._site.signer_key(canonical(link.address))
        self.came[key].append(link.at)
        signing = self._signings.get(key)
        if signing and len(self.came[key]) == 1:
            opened = time.monotonic() + self._draw(MEDIAN_SECONDS)
            self._plan(opened, link, signing, presses=False)
            self._plan(opened + self._draw(READING_SECONDS), link, signing, presses=True)

    def _draw(self, median: float) -> float:
        drawn = median * min(exp(self._chance.gauss(0, SPREAD)), LONGEST) / self._haste
        return max(drawn, AHEAD_SECONDS * 1.5)

    def _plan(self, at: float, link: Link, signing: Signing, *, presses: bool) -> None:
        headers = (*BROWSER, FORM_TYPE) if presses else BROWSER
        request = raw_request("POST" if presses else "GET", link.path, headers=headers)
        number = len(self.steps) + len(self._coming)
        heappush(self._coming, Step(int(at * SECOND), number, Confirming(request, signing), presses))

    def _send(self) -> None:
        until = time.monotonic_ns() + int(AHEAD_SECONDS * SECOND)
        due: list[Step] = []
        while self._coming and self._coming[0].due_ns <= until:
            due.append(heappop(self._coming))
        if due:
            self._client.add((step.due_ns, step.confirming.request) for step in due)
            self.steps += due
