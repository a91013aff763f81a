"""The chart: verified signatures by day and together, as shapes of an SVG one unit wide for each bar."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil

import msgspec
from babel.dates import format_skeleton

from wechoose.base.templates import date as in_words
from wechoose.base.words import locale

HEIGHT = 100
# More would be thinner than a pixel on a phone: then each bar is a week, or four.
MOST_BARS = 120
STEPS = (1, 7, 28)
# Where an axis may end; half of each is a whole number as well.
ENDS = (2, 4, 6, 8, *(round(m * 10**e) for e in range(1, 9) for m in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8)))


class Bar(msgspec.Struct, frozen=True):
    """What was verified in the days from `first` to `last`, and all until then. `y` is the top of the bar."""

    first: date
    last: date
    verified: int
    total: int
    x: int
    y: float
    height: float

    @property
    def words(self) -> str:
        """Which days, as the page's language writes them."""
        days = [self.first] if self.first == self.last else [self.first, self.last]
        return " – ".join(map(_in_words, days))

    @property
    def short(self) -> str:
        return format_skeleton("MMMd", self.first, locale=locale())

    @property
    def short_end(self) -> str:
        return format_skeleton("MMMd", self.last, locale=locale())


class Chart(msgspec.Struct, frozen=True):
    """`line` and `area` are the path of the total and what lies under it; the axes end at `most` and `most_total`."""

    bars: list[Bar]
    days_each: int
    most: int
    most_total: int
    line: str
    area: str

    @property
    def width(self) -> int:
        return len(self.bars)

    @property
    def busiest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.verified)


def draw_chart(days: dict[date, int], first: date, last: date) -> Chart:
    """From one day to another, both included; what was verified before is where the total begins."""
    each = next((it for it in STEPS if (last - first).days < it * MOST_BARS), STEPS[-1])
    # Whole steps that end with the last day.
    count = ceil(((last - first).days + 1) / each)
    begins = [last - timedelta(days=each * (count - place) - 1) for place in range(count)]
    sums = [sum(days.get(day + timedelta(days=n), 0) for n in range(each)) for day in begins]
    before = sum(verified for day, verified in days.items() if day < begins[0])
    totals = [before + sum(sums[: place + 1]) for place in range(count)]
    most, most_total = _end(max(sums)), _end(totals[-1])
    bars = [
        _bar(place, day, each, verified, total, most)
        for place, (day, verified, total) in enumerate(zip(begins, sums, totals, strict=True))
    ]
    line = _path([before, *totals], most_total)
    return Chart(bars, each, most, most_total, line, f"{line}V{HEIGHT}H0Z")


def _bar(place: int, day: date, each: int, verified: int, total: int, most: int) -> Bar:
    height = round(HEIGHT * verified / most, 2)
    last = day + timedelta(days=each - 1)
    return Bar(day, last, verified, total, place, round(HEIGHT - height, 2), height)


def _path(totals: Sequence[int], most: int) -> str:
    """Each total stands at the end of its day."""
    points = (f"{place} {round(HEIGHT - HEIGHT * total / most, 2)}" for place, total in enumerate(totals))
    return "M" + "L".join(points)


def _in_words(day: date) -> str:
    return in_words(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _end(highest: int) -> int:
    return next(end for end in ENDS if end >= highest)
