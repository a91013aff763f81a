from datetime import UTC, datetime

import pytest

from wechoose.base.refusals import Invalid
from wechoose.demands.demands import Demand
from wechoose.lists.orders import check

DEMAND = Demand(
    demand_id=1,
    slug="community-schools",
    kind="petition",
    status="open",
    goal=100,
    opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    closes_at=None,
    language="en",
    title="Community schools",
    summary="",
    body_html="",
)


def test_an_order_without_a_state_is_for_all_states() -> None:
    assert check(DEMAND, "", "for the hearing").state is None
    assert check(DEMAND, " nj ", "for the hearing").state == "NJ"


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check(DEMAND, "XX", " ")
    assert set(refused.value.fields) == {"state", "reason"}


@pytest.mark.parametrize("reason", ["", "no", " \t\n ", "\x00\x00\x00\x00", "x" * 501])
def test_a_reason_is_asked_for_and_kept_short(reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(DEMAND, "", reason)
    assert set(refused.value.fields) == {"reason"}


def test_a_reason_is_kept_as_one_line_that_can_be_read() -> None:
    assert check(DEMAND, "", "for\x00 the\r\n hearing\u202e ").reason == "for the hearing"


def test_a_file_says_what_it_holds() -> None:
    assert check(DEMAND, "NJ", "for the hearing").file_name.startswith("community-schools-NJ-20")
    assert check(DEMAND, "", "for the hearing").file_name.startswith("community-schools-all-20")
