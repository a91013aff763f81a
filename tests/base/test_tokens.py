"""A token is good for its purpose, until its time, and from any key that the site still knows."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechoose.base import clock
from wechoose.base.tokens import Expired, Forged, Tokens

DAY = timedelta(days=1)
OLD, NEW = "an old key " * 4, "a new key " * 4


def test_a_token_says_what_it_was_made_with() -> None:
    tokens = Tokens((NEW,))
    assert tokens.read("form", tokens.make("form", ["a", 1], DAY)) == ["a", 1]


def test_no_two_tokens_are_alike() -> None:
    tokens = Tokens((NEW,))
    assert tokens.make("form", "a", DAY) != tokens.make("form", "a", DAY)


@pytest.mark.parametrize("purpose", ["confirmation", "disavowal", "", "form "])
def test_a_token_is_good_for_one_purpose(purpose: str) -> None:
    tokens = Tokens((NEW,))
    with pytest.raises(Forged):
        tokens.read(purpose, tokens.make("form", "a", DAY))


def test_any_key_of_the_list_is_believed_and_no_other() -> None:
    token = Tokens((OLD,)).make("form", "a", DAY)
    assert Tokens((NEW, OLD)).read("form", token) == "a"
    with pytest.raises(Forged):
        Tokens((NEW,)).read("form", token)


def test_an_expired_token_still_says_what_it_was_about() -> None:
    tokens = Tokens((NEW,))
    with pytest.raises(Expired) as expired:
        tokens.read("form", tokens.make("form", "a", timedelta(seconds=-1)))
    assert expired.value.payload == "a"


def test_clocks_that_differ_agree_through_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine five minutes behind makes and reads tokens by the time the database told it."""
    monkeypatch.setattr(clock, "_ahead_by", timedelta(0))
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    clock.compare(ahead, datetime.now(UTC).timestamp())
    assert abs(clock.now() - ahead) < timedelta(seconds=5)


@given(st.text() | st.from_regex(r"[\w.-]{0,200}"))
def test_any_other_text_is_forged(text: str) -> None:
    with pytest.raises(Forged):
        Tokens((NEW,)).read("form", text)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_token_with_a_changed_character_is_forged_or_says_the_same(place: int, change: int) -> None:
    tokens = Tokens((NEW,))
    token = tokens.make("form", "a", DAY)
    place %= len(token)
    changed = token[:place] + chr(ord(token[place]) ^ change) + token[place + 1 :]
    with suppress(Forged):
        assert tokens.read("form", changed) == "a"  # the last character of base64 has bits to spare
