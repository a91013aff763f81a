"""The crowd's figures are of the answers that are meant."""

from wechoose.bench.crowd.report import pace_of
from wechoose.bench.crowd.visits import Answer


def test_only_good_answers_of_the_kind_are_counted() -> None:
    answers = [
        Answer("sign", 1.0, 0.1, 202),
        Answer("sign", 1.0, 0.1, 503, "2"),
        Answer("confirm", 1.0, 0.1, 303),
    ]
    assert pace_of(answers, "sign", (202, 303)).count == 1
