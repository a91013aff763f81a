"""The campaign's own words, as an empty site starts with them, in both languages."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import wechoose

FOLDER = Path(wechoose.__file__).parent / "campaign"
CAMPAIGN, PLEDGE = (
    tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in ("campaign", "pledge")
)
DEMANDS = CAMPAIGN["demands"]
LANGUAGES = ("en", "es")

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARKDOWN = {
    "headings": re.compile(r"^#+ ", re.MULTILINE),
    "list items": re.compile(r"^- ", re.MULTILINE),
    "paragraphs": re.compile(r"\n\n"),
    "links": re.compile(r"\]\("),
    "bold": re.compile(r"\*\*"),
    "italics": re.compile(r"(?<!\*)\*(?!\*)"),
}


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


@pytest.mark.parametrize(
    ("language", "asking", "longest_body"), [("en", "We ask ", 300), ("es", "Pedimos ", 350)]
)
def test_every_demand_says_what_is_asked_of_whom_in_few_words(language, asking, longest_body):
    for demand in DEMANDS:
        words = demand[language]
        assert len(words["title"]) <= 70
        assert words["summary"].startswith(asking)
        assert len(words["summary"]) <= 300
        assert 150 <= len(words["body"].split()) <= longest_body
        assert demand["goal"] > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_campaign_rejects_and_chooses_in_single_lines(language):
    words = CAMPAIGN["campaign"][language]
    assert words["name"] == "We Choose"
    assert all(5 <= len(words[side]) <= 8 for side in ("rejects", "chooses"))
    assert not any("\n" in line for side in ("rejects", "chooses") for line in words[side])


def test_the_campaign_says_the_same_in_both_languages():
    english, spanish = (CAMPAIGN["campaign"][language] for language in LANGUAGES)
    assert CAMPAIGN["campaign"].keys() == set(LANGUAGES)
    assert shape(english) == shape(spanish)


@pytest.mark.parametrize("demand", [*DEMANDS, PLEDGE], ids=lambda demand: demand["slug"])
def test_a_demand_says_the_same_in_both_languages(demand):
    english, spanish = (demand[language] for language in LANGUAGES)
    assert {code for code, text in demand.items() if isinstance(text, dict)} == set(LANGUAGES)
    assert shape(english) == shape(spanish)
    for field in english:
        assert Counter(NUMBER.findall(english[field])) == Counter(NUMBER.findall(spanish[field])), field
    for part, pattern in MARKDOWN.items():
        assert len(pattern.findall(english["body"])) == len(pattern.findall(spanish["body"])), part


def test_what_a_pledge_asks_for_is_asked_in_both_languages():
    for act in PLEDGE["acts"]:
        english, spanish = (act[language] for language in LANGUAGES)
        assert shape(english) == shape(spanish), act["code"]
        assert ("detail_label" in english) == (act["detail"] != "none"), act["code"]


def shape(words: dict) -> dict:
    """The fields, with the number of lines of those that are lists."""
    return {field: len(text) if isinstance(text, list) else type(text) for field, text in words.items()}
