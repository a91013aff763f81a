"""A contest takes turns, and compares what was measured in the same round."""

import pytest

from wechoose.bench.contest import Contestant, Rounds, Sample, compete, cpu_total, line, ratio, sample
from wechoose.bench.plan import Answer, Run


def sampled(rate: float, **cpu: float) -> Sample:
    return Sample(count=int(rate * 2), seconds=2.0, p50_ms=1.0, p99_ms=2.0, cpu=cpu)


def test_everybody_warms_up_and_then_has_a_turn_in_each_round() -> None:
    turns: list[tuple[str, float]] = []

    def contestant(name: str) -> Contestant:
        def turn(seconds: float) -> Sample:
            turns.append((name, seconds))
            return sampled(1)

        return Contestant(name, turn)

    steps: list[None] = []
    samples = compete([contestant("a"), contestant("b")], Rounds(2, 3.0), lambda: steps.append(None))
    assert turns == [("a", 1.0), ("b", 1.0), ("a", 3.0), ("b", 3.0), ("a", 3.0), ("b", 3.0)]
    assert {name: len(taken) for name, taken in samples.items()} == {"a": 2, "b": 2}
    assert len(steps) == 4


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_medians() -> None:
    ours, theirs = [sampled(10), sampled(90), sampled(40)], [sampled(20), sampled(100), sampled(50)]
    assert ratio(ours, theirs) == 0.8
    assert ratio(ours, []) is None


def test_a_line_has_the_median_round_and_the_cpu_of_one() -> None:
    samples = [sampled(10, web=0.2, others=9), sampled(30, web=0.6), sampled(20, web=0.4)]
    made = line("sign", 4, samples, empty=[sampled(40)] * 3)
    assert (made.rate, made.p50_ms, made.ratio_empty, made.ratio_pgbench) == (20, 1.0, 0.5, None)
    assert made.cpu_ms == {"web": pytest.approx(10)}
    assert cpu_total(samples) == {"web": pytest.approx(1.2), "others": 9}


def test_only_good_answers_that_came_in_time_count() -> None:
    second = 1_000_000_000
    answers = [
        Answer(0, second, second + 5_000_000, 202, 9),
        Answer(0, second, second + 1_000_000, 422, 9),
        Answer(0, second, 4 * second, 202, 9),
        Answer(second, 2 * second, 2 * second + 1_000_000, 65536 + 503, 9),
        Answer(0, 0, 0, 0, 0),
    ]
    taken = sample(Run(answers, second, 3 * second, 0.1), (202,), {})
    assert (taken.count, taken.rate, taken.p50_ms) == (1, 0.5, 5.0)


def test_nothing_answered_is_a_rate_of_zero() -> None:
    taken = sample(Run([], 0, 1_000_000_000, 0.0), (202,), {"web": 1.0})
    assert (taken.rate, line("sign", 1, [taken]).cpu_ms) == (0.0, {})
