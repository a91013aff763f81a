"""Acts: what supporters do, measured in turn with an empty handler and with pgbench, at several numbers of clients."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from wechoose.bench.contest import Contestant, Rounds, Sample, compete, line, ratio
from wechoose.bench.report import Line

# As pgbench usually works, with a round trip for each statement; pipelined, it shows what the database could do.
PGBENCH, PIPELINED = "pgbench", "pgbench, pipelined"

Turn = Callable[[int, float], Sample]


class Order(msgspec.Struct, frozen=True):
    """What a benchmark was asked for: web processes, numbers of clients, how often and how long each is measured."""

    workers: int
    clients: tuple[int, ...]
    rounds: Rounds


class Act(msgspec.Struct, frozen=True):
    """One way to do it, the empty handler that it is measured against, and the act that it is a part of, if any."""

    name: str
    turn: Turn
    empty: str = ""
    beside: str = ""
    only_at: int | None = None


class Measured(msgspec.Struct, frozen=True):
    lines: list[Line]
    samples: list[Sample]


def measure(
    acts: Sequence[Act],
    empties: Mapping[str, Turn],
    pgbench: Turn | None,
    order: Order,
    step: Callable[[], None] = lambda: None,
) -> Measured:
    """`step` is called after each turn, of which there are as many as `turns` says."""
    measured = Measured([], [])
    for clients in order.clients:
        present = _present(acts, clients)
        turns = _turns(present, empties, pgbench)
        contestants = [Contestant(name, partial(turn, clients)) for name, turn in turns.items()]
        taken = compete(contestants, order.rounds, step)
        measured.lines.extend(_lines(present, taken, clients))
        measured.samples.extend(sample for samples in taken.values() for sample in samples)
    return measured


def turns(acts: Sequence[Act], empties: Mapping[str, Turn], pgbench: Turn | None, order: Order) -> int:
    each = (len(_turns(_present(acts, clients), empties, pgbench)) for clients in order.clients)
    return sum(each) * order.rounds.rounds


def one_of(clients: Sequence[int], wanted: int = 64) -> int:
    """The number of clients at which those are measured that need not be measured at each."""
    return wanted if wanted in clients else max(clients)


def _present(acts: Sequence[Act], clients: int) -> list[Act]:
    return [act for act in acts if act.only_at in (None, clients)]


def _turns(acts: Sequence[Act], empties: Mapping[str, Turn], pgbench: Turn | None) -> dict[str, Turn]:
    needed = dict.fromkeys(act.empty for act in acts if act.empty)
    turns = {act.name: act.turn for act in acts} | {name: empties[name] for name in needed}
    return turns | ({PGBENCH: pgbench} if pgbench else {})


def _lines(acts: Sequence[Act], taken: Mapping[str, Sequence[Sample]], clients: int) -> list[Line]:
    pgbench = taken.get(PGBENCH, ())
    lines = [_line(act, taken, pgbench, clients) for act in acts]
    others = [name for name in taken if name not in {act.name for act in acts}]
    return lines + [line(name, clients, taken[name]) for name in others]


def _line(act: Act, taken: Mapping[str, Sequence[Sample]], pgbench: Sequence[Sample], clients: int) -> Line:
    made = line(act.name, clients, taken[act.name], taken.get(act.empty, ()), pgbench)
    part = ratio(taken[act.name], taken[act.beside]) if act.beside else None
    return made if part is None else msgspec.structs.replace(made, note=f"{part:.0%} of {act.beside}")
