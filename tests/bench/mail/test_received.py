"""Every way in which letters can differ from what was signed is noticed."""

from datetime import timedelta
from typing import Any

import pytest

from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.bench.mail.received import compare
from wechoose.bench.sink import Link

ADA, ZOE = "ada@example.org", "zoe@example.org"


def link(
    site: Site, address: str, demand_ids: list[int], reader: str = "", purpose: str = "confirmation"
) -> Link:
    payload = [encode(site.signer_key(reader or address)[1]), demand_ids]
    return Link(address, f"/confirmations/{site.tokens.make(purpose, payload, timedelta(days=1))}", 1.0)


@pytest.fixture
def due(site: Site) -> dict[bytes, list[int]]:
    return {site.signer_key(ADA)[1]: [1, 2], site.signer_key(ZOE)[1]: [3]}


def test_a_letter_for_each_is_right(site: Site, due: dict[bytes, list[int]]) -> None:
    assert compare(site, due, [link(site, ADA, [2, 1]), link(site, ZOE, [3])]) == ([], [])


def test_a_missing_letter_is_lost(site: Site, due: dict[bytes, list[int]]) -> None:
    assert compare(site, due, [link(site, ADA, [1, 2])]) == (["a signer got no letter"], [])


def test_two_letters_are_a_difference(site: Site, due: dict[bytes, list[int]]) -> None:
    links = [link(site, ADA, [1, 2]), link(site, ZOE, [3]), link(site, ZOE, [3])]
    assert compare(site, due, links) == ([], ["a signer got 2 letters"])


def test_a_letter_to_a_stranger_is_a_difference(site: Site, due: dict[bytes, list[int]]) -> None:
    links = [link(site, ADA, [1, 2]), link(site, ZOE, [3]), link(site, "eve@example.org", [3])]
    assert compare(site, due, links) == ([], ["a letter came to somebody who did not sign"])


@pytest.mark.parametrize(
    "wrong",
    [{"reader": ADA}, {"demand_ids": [1]}, {"purpose": "disavowal"}],
    ids=["reader", "demands", "purpose"],
)
def test_a_link_that_is_not_its_readers_is_a_difference(
    site: Site, due: dict[bytes, list[int]], wrong: dict[str, Any]
) -> None:
    what: dict[str, Any] = {"demand_ids": [3]} | wrong
    links = [link(site, ADA, [1, 2]), link(site, ZOE, **what)]
    assert compare(site, due, links) == ([], ["a letter's link is not its reader's"])
    assert compare(site, due, [links[0], Link(ZOE, "", 1.0)]) == ([], ["a letter's link is not its reader's"])
