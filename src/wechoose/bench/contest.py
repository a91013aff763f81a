"""The contest: what is to be compared is measured in turn, A B C A B C …, and compared round by round.

A machine that others use, or that is warm or cold, so does the same to each, and a ratio holds where a rate does not.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import median

import msgspec

from wechoose.bench.figures import quantile
from wechoose.bench.plan import Run
from wechoose.bench.report import Line

WARM_UP_SECONDS = 1.0


class Sample(msgspec.Struct, frozen=True):
    """One turn: how many were answered well in how many seconds, how long each took, and CPU seconds by role."""

    count: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu: Mapping[str, float]

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0


class Contestant(msgspec.Struct, frozen=True):
    """`turn(seconds)` is one turn of it."""

    name: str
    turn: Callable[[float], Sample]


class Rounds(msgspec.Struct, frozen=True):
    """How often each has its turn, and for how long."""

    rounds: int = 3
    seconds: float = 3.0

    def words(self) -> str:
        return f"{self.rounds} × {self.seconds:g} s each in turn"


def compete(
    contestants: Sequence[Contestant], order: Rounds, step: Callable[[], None] = lambda: None
) -> dict[str, list[Sample]]:
    """Every contestant's samples by name, one a round; the first turn, which warms up, is not among them."""
    samples: dict[str, list[Sample]] = {contestant.name: [] for contestant in contestants}
    for contestant in contestants:
        contestant.turn(min(WARM_UP_SECONDS, order.seconds))
    for _round in range(order.rounds):
        for contestant in contestants:
            samples[contestant.name].append(contestant.turn(order.seconds))
            step()
    return samples


def sample(run: Run, statuses: Collection[int], cpu: Mapping[str, float]) -> Sample:
    """Of a run of the compiled client."""
    good = run.within(statuses)
    return sample_of([it.seconds for it in good], run.seconds, cpu)


def sample_of(took: list[float], seconds: float, cpu: Mapping[str, float]) -> Sample:
    took.sort()
    p50, p99 = (quantile(took, part) if took else 0.0 for part in (0.5, 0.99))
    return Sample(len(took), seconds, p50, p99, cpu)


def line(
    name: str,
    clients: int,
    samples: Sequence[Sample],
    empty: Sequence[Sample] = (),
    pgbench: Sequence[Sample] = (),
) -> Line:
    return Line(
        name=name,
        clients=clients,
        rate=median(it.rate for it in samples),
        p50_ms=median(it.p50_ms for it in samples),
        p99_ms=median(it.p99_ms for it in samples),
        ratio_empty=ratio(samples, empty),
        ratio_pgbench=ratio(samples, pgbench),
        cpu_ms=cpu_each(samples),
    )


def ratio(samples: Sequence[Sample], others: Sequence[Sample]) -> float | None:
    """The median of the rounds' ratios; None when there is nothing to compare with."""
    ratios = [one.rate / other.rate for one, other in zip(samples, others, strict=False) if other.rate]
    return median(ratios) if ratios else None


def cpu_each(samples: Sequence[Sample]) -> dict[str, float]:
    """Milliseconds for one, by role; what others used meanwhile belongs to nobody."""
    count = sum(it.count for it in samples)
    total = cpu_total(samples)
    return {role: seconds * 1000 / count for role, seconds in total.items() if role != "others" and count}


def cpu_total(samples: Sequence[Sample]) -> dict[str, float]:
    roles = dict.fromkeys(role for it in samples for role in it.cpu)
    return {role: sum(it.cpu.get(role, 0.0) for it in samples) for role in roles}
