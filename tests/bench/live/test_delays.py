"""How late an open page shows what was confirmed, and what it must never show."""

from wechoose.bench.live.delays import CAMPAIGN, Stretch, compare
from wechoose.bench.live.watchers import Told

MILLISECOND = 1_000_000


def told(at: int, number: int, verified: int, stream: int = 0) -> Told:
    return Told(at * MILLISECOND, number, stream, verified)


def stretch(base: int, *acknowledged: int, end: int | None = None) -> Stretch:
    return Stretch(
        base, base + len(acknowledged) if end is None else end, [at * MILLISECOND for at in acknowledged]
    )


def test_each_confirmation_counts_from_its_acknowledgment_to_the_first_count_that_has_it() -> None:
    events = [told(0, 1, 5), told(500, 2, 7), told(1000, 3, 8)]
    seen = compare(["slug"], events, {"slug": stretch(5, 100, 300, 900)})
    assert sorted(seen.delays.elements()) == [100, 200, 400]
    assert (seen.lost, seen.differences) == ([], [])
    assert (seen.quantile(0.5), seen.quantile(0.99)) == (200, 400)


def test_a_count_that_comes_before_its_acknowledgment_is_not_late() -> None:
    seen = compare(["slug"], [told(0, 1, 0), told(90, 2, 1)], {"slug": stretch(0, 100)})
    assert list(seen.delays.elements()) == [0]


def test_every_stream_is_looked_at_by_its_own_key() -> None:
    events = [told(0, 1, 3, 0), told(0, 1, 9, 1), told(10, 2, 10, 1)]
    seen = compare(["slug", CAMPAIGN], events, {"slug": stretch(3), CAMPAIGN: stretch(9, 5)})
    assert (list(seen.delays.elements()), seen.lost, seen.differences) == ([5], [], [])


def test_a_stream_that_never_shows_the_last_count_has_lost_it() -> None:
    seen = compare(["slug"], [told(0, 1, 5)], {"slug": stretch(5, 100)})
    assert seen.lost == ["a stream of slug ended with fewer than the database has"]


def test_a_stream_that_was_told_nothing_has_lost_all() -> None:
    assert compare([CAMPAIGN], [], {CAMPAIGN: stretch(5)}).lost


def test_a_stream_that_goes_back_differs() -> None:
    for events in (
        [told(0, 1, 6), told(1, 2, 5)],
        [told(0, 2, 5), told(1, 1, 5)],
        [told(0, 1, 5), told(1, 1, 5)],
    ):
        assert "a stream of slug went back" in compare(["slug"], events, {"slug": stretch(5)}).differences


def test_a_stream_that_shows_more_than_there_is_differs() -> None:
    assert compare(["slug"], [told(0, 1, 6)], {"slug": stretch(5)}).differences
