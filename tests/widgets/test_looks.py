"""What a card says: the count there is, an invitation where there is none yet, and nothing that people can't read."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.signing.conftest import MORATORIUM
from wechoose.base import clock
from wechoose.campaign.front import CampaignText
from wechoose.counts.tallies import CampaignCounts, Snapshot
from wechoose.demands.demands import Demand
from wechoose.widgets.looks import host_of, of_campaign, of_demand

CAMPAIGN = CampaignText("en", "We Choose", "Every child.", "", [], [])
HALL: Any = SimpleNamespace(
    front=SimpleNamespace(campaign=lambda: CAMPAIGN),
    site=SimpleNamespace(settings=SimpleNamespace(public_url="https://www.wechoose.example.org")),
)


def demand(title: str = "Fund our schools", goal: int = 1000, status: str = "open") -> Demand:
    return Demand(1, MORATORIUM, "petition", status, goal, clock.now(), None, "en", title, "", "")


def snapshot(verified: int) -> Snapshot:
    return Snapshot(clock.now(), "", {}, CampaignCounts(verified, {MORATORIUM: verified}, {}))


def test_a_card_says_how_many_of_how_many() -> None:
    look = of_demand(HALL, demand(), snapshot(2136))
    assert (look.count, look.notes) == ("2,136", ("of 1,000", "verified signatures"))
    assert (look.part, look.act, look.host) == (2.136, "Add your name", "wechoose.example.org")


def test_where_nobody_signed_yet_a_card_invites() -> None:
    assert of_demand(HALL, demand(), snapshot(0)).count == "Be the first"
    assert of_demand(HALL, demand(goal=0), snapshot(0)).notes == ("to sign",)
    assert of_demand(HALL, demand(goal=0), snapshot(1)).notes == ("verified signature",)


def test_a_closed_demand_invites_nobody() -> None:
    look = of_demand(HALL, demand(status="closed"), snapshot(0))
    assert (look.count, look.act) == ("0", "")


def test_a_title_in_a_script_that_the_fonts_lack_gives_its_place_to_the_campaign() -> None:
    assert of_demand(HALL, demand("2026 我们选择公立学校"), snapshot(1)).title == "We Choose"
    assert of_demand(HALL, demand("Schools ✊🏽 for all"), snapshot(1)).title == "Schools for all"


def test_the_campaign_says_how_many_demands_it_has() -> None:
    look = of_campaign(HALL, [demand(), demand()], snapshot(5))
    assert (look.title, look.kicker, look.part) == ("Every child.", "2 demands. Add your name.", None)
    assert of_campaign(HALL, [], snapshot(0)).act == ""


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_name_that_leads_nowhere_is_not_shown(address: str) -> None:
    assert host_of(address) == ""
