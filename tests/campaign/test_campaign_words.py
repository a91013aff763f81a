"""The campaign's own words, as an empty site starts with them."""

import tomllib
from pathlib import Path

import wechoose

CAMPAIGN = tomllib.loads((Path(wechoose.__file__).parent / "campaign" / "campaign.toml").read_text("utf-8"))
DEMANDS = CAMPAIGN["demands"]


def test_the_nine_demands_stand_in_the_campaigns_order():
    assert [demand["slug"] for demand in DEMANDS] == [
        "privatization-moratorium",
        "end-zero-tolerance",
        "end-state-takeovers",
        "elected-school-boards",
        "end-test-overreliance",
        "teachers-of-color",
        "community-schools",
        "restorative-justice",
        "national-equity-assessment",
    ]


def test_every_demand_says_what_is_asked_of_whom_in_few_words():
    for demand in DEMANDS:
        words = demand["en"]
        assert len(words["title"]) <= 70
        assert words["summary"].startswith("We ask ")
        assert 150 <= len(words["body"].split()) <= 300
        assert demand["goal"] > 0


def test_the_campaign_rejects_and_chooses_in_single_lines():
    words = CAMPAIGN["campaign"]["en"]
    assert words["name"] == "We Choose"
    assert all(5 <= len(words[side]) <= 8 for side in ("rejects", "chooses"))
    assert not any("\n" in line for side in ("rejects", "chooses") for line in words[side])
