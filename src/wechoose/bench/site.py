"""The measured site: a served one without a worker, its ledger, and turns of the compiled client against it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from wechoose.bench.contest import Sample, cpu_total, sample
from wechoose.bench.empty import Empty, Reply, fetch_reply
from wechoose.bench.inside import Survey, survey
from wechoose.bench.ledger import CONFIRMED, SIGNED, Ledger
from wechoose.bench.machine import busy_seconds, cpu_of, cpu_seconds, describe_versions
from wechoose.bench.plan import Answer, Client, Run
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.served import Served
from wechoose.bench.supporters import Confirming, Signing, Supporters

# More than it answers in a second, before it was measured; afterwards this part more than it did.
FIRST_GUESS = 4_000
MARGIN = 1.6
# Requests that are not measured go as fast as they go.
NO_HURRY = 600.0
PREPARING_CLIENTS = 64


@contextmanager
def measured_site(workers: int) -> Iterator["MeasuredSite"]:
    """Fresh, without limits; without a worker, whose mail would take from the cores that are measured."""
    served = Served(workers, {"WECHOOSE_LIMITS": "off"})
    served.options = ("--no-worker",)
    with served:
        yield MeasuredSite(served)


class MeasuredSite:
    """One served site, known inside and out. Everything it was asked is in the ledger."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.survey: Survey = survey(served)
        self.supporters = Supporters(self.survey)
        self.ledger = Ledger()
        self._rates: dict[str, float] = {}

    def sign(self, clients: int, seconds: float, form: str = "json", *, hot: bool = False) -> Sample:
        """One turn of signing; ever new supporters."""
        what = f"sign {form} {hot} {clients}"
        signings = self.supporters.sign(self._guess(what, seconds), form, hot=hot)
        run, cpu = self._load(clients, signings, seconds)
        self.ledger.note_signings(signings, run.answers)
        return self._remember(what, sample(run, SIGNED, cpu))

    def confirm(self, clients: int, seconds: float, *, hot: bool = False) -> Sample:
        """One turn of confirming what is signed just before."""
        what = f"confirm {hot} {clients}"
        confirmings = self.pending(self._guess(what, seconds), hot=hot)
        run, cpu = self._load(clients, confirmings, seconds)
        self.ledger.note_confirmings(confirmings, run.answers)
        return self._remember(what, sample(run, CONFIRMED, cpu))

    def sign_once(self, form: str = "json") -> Reply:
        """What the site answers to a signing, for an empty handler to repeat."""
        return self._sign_once(form)[0]

    def confirm_once(self) -> Reply:
        """What the site answers to a confirmation."""
        (confirming,) = self.supporters.confirm([self._sign_once("json")[1]])
        reply = fetch_reply(self.served.url, confirming.request)
        self.ledger.note_confirmings([confirming], [_answer(reply)])
        return reply

    def _sign_once(self, form: str) -> tuple[Reply, Signing]:
        (signing,) = self.supporters.sign(1, form)
        reply = fetch_reply(self.served.url, signing.request)
        self.ledger.note_signings([signing], [_answer(reply)])
        return reply, signing

    def pending(self, count: int, *, hot: bool = False) -> list[Confirming]:
        """So many have signed, through the site's own door, and can confirm."""
        signings = self.supporters.sign(count, hot=hot)
        run, _cpu = self._load(PREPARING_CLIENTS, signings, NO_HURRY)
        return self.supporters.confirm(self.ledger.note_signings(signings, run.answers))

    def read(self, clients: int, seconds: float, request: bytes, statuses: Collection[int]) -> Sample:
        """One turn of asking for the same thing again and again."""
        run, cpu = self._load(clients, [request], seconds, repeat=True)
        return sample(run, statuses, cpu)

    def findings(self, lines: list[Line], samples: Iterable[Sample], settings: str, *facts: str) -> Findings:
        """The report, with everything that was acknowledged looked for."""
        lost, differences = self.compare()
        settings = f"{self.served.workers} web processes, no worker, limits off, {settings}"
        told = describe(describe_versions(self.survey.postgres_version), settings, cpu_total(list(samples)))
        answers = [f"{'Answers':<12}{self.ledger.describe()}"]
        return Findings(lines, [*facts, *answers, *told], lost, differences)

    def compare(self) -> tuple[list[str], list[str]]:
        """What is lost or different; then the data stay to be looked at."""
        lost, differences = self.ledger.compare(self.served)
        self.served.kept |= bool(lost or differences)
        return lost, differences

    def _load(
        self,
        clients: int,
        asked: Sequence[Signing | Confirming | bytes],
        seconds: float,
        *,
        repeat: bool = False,
    ) -> tuple[Run, dict[str, float]]:
        requests = (each if isinstance(each, bytes) else each.request for each in asked)
        with Client(self.served.url, clients, requests) as client:
            before, busy = cpu_of(self.served), busy_seconds()
            run = client.run(seconds, repeat=repeat)
            after = cpu_of(self.served)
        used = {"web": after["web"] - before["web"], "database": after["postgres"] - before["postgres"]}
        return run, with_others(used | {"load": run.cpu_seconds}, busy)

    def _guess(self, what: str, seconds: float) -> int:
        return int(self._rates.get(what, FIRST_GUESS) * MARGIN * seconds) + PREPARING_CLIENTS

    def _remember(self, what: str, taken: Sample) -> Sample:
        self._rates[what] = max(taken.rate, 100.0)
        return taken


def _answer(reply: Reply) -> Answer:
    return Answer(0, 1, 1, reply.status, len(reply.body))


def ask_empty(
    empty: Empty, clients: int, seconds: float, requests: Sequence[bytes], statuses: Collection[int]
) -> Sample:
    """One turn of the empty handler; it may be asked the same again, it does not mind."""
    with Client(empty.url, clients, requests) as client:
        before, busy = cpu_seconds(empty.pids()), busy_seconds()
        run = client.run(seconds, repeat=True)
        used = {"web": cpu_seconds(empty.pids()) - before, "load": run.cpu_seconds}
    return sample(run, statuses, with_others(used, busy))


def with_others(used: dict[str, float], busy_before: float) -> dict[str, float]:
    """`others` is what this machine did meanwhile for anybody else: figures are good when that is little."""
    return used | {"others": max(0.0, busy_seconds() - busy_before - sum(used.values()))}
