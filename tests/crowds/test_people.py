"""The crowd that demo and load tests draw."""

from collections import Counter
from itertools import islice

from wechoose.crowds.people import draw_people
from wechoose.places.zips import state_of


def test_the_same_seed_draws_the_same_people():
    assert list(draw_people(50, seed=7)) == list(draw_people(50, seed=7))
    assert list(draw_people(50, seed=7)) != list(draw_people(50, seed=8))


def test_exactly_as_many_are_drawn_as_asked_for():
    assert [len(list(draw_people(count, seed=1))) for count in (0, 1, 999, 1_000, 1_001)] == [
        0,
        1,
        999,
        1_000,
        1_001,
    ]


def test_nobody_shares_a_mailbox_not_even_with_another_crowd():
    crowd = [*draw_people(20_000, seed=1), *draw_people(20_000, seed=2)]
    assert len({person.email for person in crowd}) == 40_000
    assert all(
        person.email.isascii() and " " not in person.email and "'" not in person.email for person in crowd
    )
    assert all(person.email.endswith("@example.org") for person in crowd)


def test_everybody_lives_in_a_zip_of_their_state():
    assert all(state_of(person.zip) == person.state for person in draw_people(5_000, seed=3))


def test_states_are_drawn_like_the_population():
    drawn = Counter(person.state for person in draw_people(50_000, seed=4))
    assert 0.10 < drawn["CA"] / 50_000 < 0.13
    assert drawn["CA"] > drawn["TX"] > drawn["NJ"] > drawn["WY"] > 0
    assert "AE" not in drawn
    assert "PR" in drawn


def test_names_are_written_as_people_write_them():
    people = list(draw_people(50_000, seed=5))
    assert {"Smith", "O'Brien", "McDonald", "De La Cruz"} <= {person.family_name for person in people}
    assert {"Mary", "James"} <= {person.given_name for person in people}


def test_a_crowd_is_drawn_as_it_is_needed():
    assert len(list(islice(draw_people(10**9, seed=6), 3))) == 3
