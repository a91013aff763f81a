"""Views: a partner's numbers as its page shows them, with names, bars and a chart."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

import msgspec
from markupsafe import Markup

from wechoose.base import clock
from wechoose.base.words import _
from wechoose.counts.figure import figure
from wechoose.counts.maps import By
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partner
from wechoose.reach.chart import Chart, draw_chart
from wechoose.reach.coalition import Overlap
from wechoose.reach.numbers import Numbers, Part
from wechoose.reach.spread import Spread

Days = Literal["30", "all"]


class Row(msgspec.Struct, frozen=True):
    """A line of a table: its bar is so many hundredths of the longest one, `inner` of it confirmed."""

    name: str
    part: Part
    bar: float
    inner: float


class Shared(msgspec.Struct, frozen=True):
    """Another partner, and about how many people it shares."""

    name: str
    people: int
    bar: float


def demand_rows(numbers: Numbers, demands: Sequence[Demand]) -> list[Row]:
    return _rows(
        [(it.title, numbers.demands[it.demand_id]) for it in demands if it.demand_id in numbers.demands]
    )


def channel_rows(numbers: Numbers | Spread) -> list[Row]:
    words = {"widget": _("Widget"), "web": _("Link to our pages"), "api": _("API"), "paper": _("Paper")}
    return _rows([(words[channel], part) for channel, part in numbers.channels.items()])


def source_rows(numbers: Numbers | Spread) -> list[Row]:
    none = [(_("no source"), numbers.no_source)] if numbers.no_source.all else []
    return _rows([*numbers.sources, *none])


def shared_rows(overlap: Overlap, partners: Sequence[Partner]) -> list[Shared]:
    """Those with whom more than a few are shared, the most first."""
    names = {each.partner_id: each.name for each in partners}
    shared = sorted(
        ((people, names[it]) for it, people in overlap.by_partner.items() if people and it in names),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return [Shared(name, people, _hundredths(people, shared[0][0])) for people, name in shared]


def partner_rows(spread: Spread, partners: Mapping[int, Partner]) -> list[Row]:
    """Those that brought somebody, the most first, and what came by itself."""
    brought = [(partners[it].name, part) for it, part in spread.partners.items() if it is not None]
    none = [(_("no partner"), spread.partners[None])] if None in spread.partners else []
    return _rows([*sorted(brought, key=lambda pair: (-pair[1].confirmed, pair[0])), *none])


def growth(numbers: Numbers | Spread, days: Days) -> Chart:
    """The last thirty days, or all from the first on; a week at least."""
    last = clock.now().date()
    first = last - timedelta(days=29 if days == "30" else 6)
    if days == "all":
        first = min([first, *numbers.days])
    return draw_chart(numbers.days, first, last)


def state_figure(numbers: Numbers, by: By) -> Markup:
    return figure(numbers.states, by)


def _rows(parts: Sequence[tuple[str, Part]]) -> list[Row]:
    longest = max((part.all for _name, part in parts), default=1)
    return [
        Row(name, part, _hundredths(part.all, longest), _hundredths(part.confirmed, longest))
        for name, part in parts
    ]


def _hundredths(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
