"""Who looks through a network in front of the site reaches the site only when that has nothing fresh."""

from wechoose.bench.surge.visits import through_edges


def test_an_edge_asks_for_a_page_once_a_second_however_many_look() -> None:
    looks = [(number / 100, "page") for number in range(1_000)]
    assert [due for due, _what in through_edges(looks, edges=1)] == [float(second) for second in range(10)]


def test_pages_and_edges_are_kept_apart() -> None:
    looks = [(number / 1000, what) for number in range(900) for what in ("page", "counts")]
    assert len(list(through_edges(looks, edges=5))) == 2 * 5
