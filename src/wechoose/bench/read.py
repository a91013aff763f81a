"""`bench read`: pages and counts a second beside an empty handler with as many bytes, quiet and under writes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from wechoose.bench.acts import Act, Order, Turn, measure, turns
from wechoose.bench.contest import Sample
from wechoose.bench.empty import Empty, fetch_reply
from wechoose.bench.plan import Client, raw_request
from wechoose.bench.report import Findings
from wechoose.bench.site import MeasuredSite, ask_empty, measured_site
from wechoose.bench.supporters import BROWSER, PROGRAM, Confirming

# So that the counts that are read have every state in them.
FIRST_SUPPORTERS = 3_000
CONFIRMATIONS_A_SECOND = 100
CONFIRMING_CLIENTS = 8
# Longer than a process goes on showing counts that another one has changed.
SETTLE_SECONDS = 0.7
UNCHANGED = "counts, unchanged"
# Any partner of the founding coalition.
PARTNER = "j4j"


class Reading(msgspec.Struct, frozen=True):
    """Something that is read, and what is a good answer. The request is made anew for each turn."""

    name: str
    request: Callable[[], bytes]
    status: int = 200


def run_read(
    order: Order, say: Callable[[str], None], begin: Callable[[int], Callable[[], None]]
) -> Findings:
    """`begin` is told how many turns there will be, and what it returns is called after each."""
    say("Starting a site …")
    with measured_site(order.workers) as site, ExitStack() as stack:
        confirm_all(site, FIRST_SUPPORTERS)
        writing = Writing(site)
        acts: list[Act] = []
        empties: dict[str, Turn] = {}
        for reading in readings(site):
            empty = stack.enter_context(Empty(order.workers, fetch_reply(site.served.url, reading.request())))
            for busy in (False, True):
                if busy and reading.name == UNCHANGED:
                    continue  # it changes, then
                name = reading.name + (", under writes" if busy else "")
                acts.append(Act(name, _site_turn(site, reading, writing, busy), f"empty, {name}"))
                empties[f"empty, {name}"] = _empty_turn(empty, reading, writing, busy)
        say("Reading …")
        step = begin(turns(acts, empties, None, order))
        measured = measure(acts, empties, None, order, step)
        say("Comparing what was acknowledged with what is there …")
        settings = f"{order.rounds.words()}, writes are {CONFIRMATIONS_A_SECOND} confirmations a second"
        return site.findings(measured.lines, measured.samples, settings)


def confirm_all(site: MeasuredSite, count: int) -> None:
    """So many have signed and confirmed, as fast as it goes."""
    confirmings = site.pending(count)
    with Client(site.served.url, CONFIRMING_CLIENTS, (each.request for each in confirmings)) as client:
        site.ledger.note_confirmings(confirmings, client.run(seconds=600).answers)


class Writing:
    """Confirmations that come in at their times while something else is measured."""

    def __init__(self, site: MeasuredSite) -> None:
        self._site = site
        self._ready: list[Confirming] = []

    @contextmanager
    def during(self, seconds: float) -> Iterator[None]:
        confirmings = self._take(int(CONFIRMATIONS_A_SECOND * (seconds + 1)))
        due = (
            ((number + 1) / CONFIRMATIONS_A_SECOND, each.request) for number, each in enumerate(confirmings)
        )
        with Client(self._site.served.url, CONFIRMING_CLIENTS, due) as client:
            client.start(seconds + 5)
            try:
                yield
            finally:
                client.stop()
                self._site.ledger.note_confirmings(confirmings, client.wait().answers)

    def _take(self, count: int) -> list[Confirming]:
        while len(self._ready) < count:
            self._ready += self._site.pending(1_000)
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken


def readings(site: MeasuredSite) -> list[Reading]:
    slug = next(iter(site.survey.demands))
    counts = f"/api/v1/demands/{slug}/counts"
    return [
        Reading("demand page", lambda: raw_request("GET", f"/demands/{slug}", headers=BROWSER)),
        Reading("home page", lambda: raw_request("GET", "/", headers=BROWSER)),
        Reading("widget", lambda: raw_request("GET", f"/embed/{slug}?partner={PARTNER}", headers=BROWSER)),
        Reading("counts", lambda: raw_request("GET", counts, headers=PROGRAM)),
        Reading(UNCHANGED, lambda: _ask_again(site.served.url, counts), 304),
    ]


def _ask_again(url: str, path: str) -> bytes:
    """As somebody who has read the counts, when every process of the site has the same ones."""
    tag, before = _tag(url, path), ""
    while tag != before:
        time.sleep(SETTLE_SECONDS)
        tag, before = _tag(url, path), tag
    return raw_request("GET", path, headers=(*PROGRAM, ("If-None-Match", tag)))


def _tag(url: str, path: str) -> str:
    return dict(fetch_reply(url, raw_request("GET", path)).headers).get(b"etag", b"").decode()


def reading_turn(site: MeasuredSite, reading: Reading) -> Turn:
    return lambda clients, seconds: site.read(clients, seconds, reading.request(), (reading.status,))


def _site_turn(site: MeasuredSite, reading: Reading, writing: Writing, busy: bool) -> Turn:
    turn = reading_turn(site, reading)
    return _under(writing, turn) if busy else turn


def _empty_turn(empty: Empty, reading: Reading, writing: Writing, busy: bool) -> Turn:
    def turn(clients: int, seconds: float) -> Sample:
        return ask_empty(empty, clients, seconds, [reading.request()], (reading.status,))

    return _under(writing, turn) if busy else turn


def _under(writing: Writing, turn: Turn) -> Turn:
    """The empty handler too: the writes take from the same two cores."""

    def turn_under_writes(clients: int, seconds: float) -> Sample:
        with writing.during(seconds):
            return turn(clients, seconds)

    return turn_under_writes
