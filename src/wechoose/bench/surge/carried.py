"""Carried: how much was answered well when most was asked for, beside the most that was ever answered well."""

from collections import Counter
from collections.abc import Collection
from statistics import median

import msgspec

from wechoose.bench.plan import SECOND
from wechoose.bench.surge.replay import Kind

STRETCHES = 30
# A stretch of the replay belongs to the top when nearly as much is asked for as ever.
TOP = 0.9


class Carried(msgspec.Struct, frozen=True):
    """A second: asked for and answered well at the top, and answered well in the best stretch of all."""

    offered: float
    answered: float
    best: float

    def words(self) -> str:
        part = self.answered / self.best if self.best else 0.0
        return f"{self.answered:,.0f} of {self.offered:,.0f} a second at the top, {part:.0%} of the best"


def carried(kinds: Collection[Kind], seconds: float) -> Carried:
    """What is asked for counts when it is due, an answer when it came."""
    length = seconds / STRETCHES
    offered, good = Counter[int](), Counter[int]()
    for kind in kinds:
        for answer in kind.answers:
            offered[int((answer.due_ns - kind.begun_ns) / SECOND / length)] += 1
            if answer.is_good:
                good[int((answer.ended_ns - kind.begun_ns) / SECOND / length)] += 1
    most = max(offered.values(), default=0)
    top = [stretch for stretch, number in offered.items() if number >= TOP * most]
    if not most:
        return Carried(0, 0, 0)
    answered = median(good[stretch] for stretch in top)
    best = max(good.values(), default=0)
    return Carried(median(offered[stretch] for stretch in top) / length, answered / length, best / length)
