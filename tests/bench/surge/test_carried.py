"""What is carried at the top is told apart from what is carried when little is asked for."""

from wechoose.bench.plan import SECOND, Answer
from wechoose.bench.surge.carried import STRETCHES, carried
from wechoose.bench.surge.replay import Kind

BEGUN = 5 * SECOND


def answers(second: int, good: int, refused: int) -> list[Answer]:
    due = BEGUN + second * SECOND
    statuses = [200] * good + [503] * refused
    return [Answer(due, due, due + SECOND // 10, status, 0) for status in statuses]


def test_what_is_refused_at_the_top_is_asked_for_and_not_carried() -> None:
    quiet = [answer for second in range(STRETCHES - 2) for answer in answers(second, good=50, refused=0)]
    busy = answers(STRETCHES - 2, good=100, refused=0)
    top = answers(STRETCHES - 1, good=80, refused=120)
    found = carried([Kind(1, BEGUN, quiet), Kind(1, BEGUN, busy + top)], STRETCHES)
    assert (found.offered, found.answered, found.best) == (200, 80, 100)
    assert found.words() == "80 of 200 a second at the top, 80% of the best"


def test_of_nothing_nothing_is_carried() -> None:
    assert carried([], 10).offered == 0
