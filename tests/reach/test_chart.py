import re
from datetime import date, timedelta

import pytest

from wechoose.reach.chart import draw_chart

TODAY = date(2026, 11, 24)


def _ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_every_day_has_a_bar_also_those_without_signatures() -> None:
    chart = draw_chart({_ago(2): 4, TODAY: 1}, _ago(4), TODAY)
    assert [bar.verified for bar in chart.bars] == [0, 0, 4, 0, 1]
    assert [bar.total for bar in chart.bars] == [0, 0, 4, 4, 5]
    assert [bar.height for bar in chart.bars] == [0, 0, 100, 0, 25]
    assert (chart.bars[0].first, chart.bars[-1].last) == (_ago(4), TODAY)


def test_the_total_begins_with_what_came_before() -> None:
    chart = draw_chart({_ago(90): 7, _ago(1): 3}, _ago(29), TODAY)
    assert chart.width == 30
    assert [bar.total for bar in chart.bars] == [*[7] * 28, 10, 10]
    assert chart.line.startswith("M0 30.0L1 30.0")
    assert chart.line.endswith("L30 0.0")


@pytest.mark.parametrize(
    ("days", "each", "bars"), [(120, 1, 120), (121, 7, 18), (840, 7, 120), (2000, 28, 72)]
)
def test_bars_become_weeks_before_they_become_too_thin(days: int, each: int, bars: int) -> None:
    chart = draw_chart({_ago(days - 1): 2, TODAY: 3}, _ago(days - 1), TODAY)
    assert (chart.days_each, chart.width) == (each, bars)
    assert sum(bar.verified for bar in chart.bars) == chart.bars[-1].total == 5


@pytest.mark.parametrize(
    ("highest", "end"),
    [(0, 2), (1, 2), (3, 4), (9, 10), (11, 12), (71, 80), (81, 100), (1627, 2000), (10**8, 10**8)],
)
def test_an_axis_ends_at_a_round_number_whose_half_is_whole(highest: int, end: int) -> None:
    chart = draw_chart({TODAY: highest} if highest else {}, _ago(6), TODAY)
    assert chart.most == end
    assert chart.most % 2 == 0


def test_the_line_never_leaves_the_chart() -> None:
    chart = draw_chart({_ago(it): it**3 for it in range(60)}, _ago(29), TODAY)
    heights = [float(y) for y in re.findall(r"[ML]\d+ ([\d.]+)", chart.line)]
    assert len(heights) == 31
    assert all(0 <= y <= 100 for y in heights)
    assert heights == sorted(heights, reverse=True)
