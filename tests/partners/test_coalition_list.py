"""The coalition's organizations, as an empty site starts with them."""

import csv
import re
from pathlib import Path

import wechoose
from wechoose.places.states import find_state

COALITION = Path(wechoose.__file__).parent / "partners" / "coalition.csv"


def partners() -> list[dict[str, str]]:
    with COALITION.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_eleven_national_organizations_and_three_states_stand_together():
    assert [partner["kind"] for partner in partners()] == ["national"] * 11 + ["state"] * 3
    assert [partner["state"] for partner in partners()[11:]] == ["NJ", "MI", "WI"]
    assert all(find_state(partner["state"]) for partner in partners() if partner["kind"] == "state")


def test_codes_are_unique_and_fit_into_an_address():
    codes = [partner["code"] for partner in partners()]
    assert len(set(codes)) == 14
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code) for code in codes)


def test_only_sites_that_were_seen_are_linked_and_over_tls():
    assert [partner["code"] for partner in partners() if not partner["website"]] == [
        "ejn",
        "afe",
        "nj",
        "mi",
        "wi",
    ]
    assert all(partner["website"].startswith("https://") for partner in partners() if partner["website"])
