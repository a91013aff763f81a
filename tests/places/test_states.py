"""The shipped table of states and territories."""

from wechoose.base.words import language
from wechoose.places.spanish import SPANISH
from wechoose.places.states import all_states, find_state


def test_every_place_mail_can_come_from_is_there_in_order_of_name():
    states = all_states()
    assert len({state.usps for state in states}) == 62
    assert [state.name for state in states] == sorted(state.name for state in states)


def test_states_districts_and_counted_territories_have_people_and_a_tile():
    counted = [state for state in all_states() if state.kind in {"state", "district", "territory"}]
    assert len(counted) == 56
    assert all(state.population and state.tile_row and state.tile_col for state in counted)
    assert len({(state.tile_row, state.tile_col) for state in counted}) == 56


def test_the_latest_population_is_taken_and_the_count_of_2020_where_there_is_none():
    assert population_of("NJ") == 9_500_851
    assert population_of("GU") == 153_836
    assert population_of("AE") is None
    assert population_of("PW") is None


def test_a_state_is_found_by_its_code_however_it_is_typed():
    assert find_state(" nj ") == find_state("NJ")
    assert find_state("ZZ") is None
    assert find_state("") is None


def population_of(usps: str) -> int | None:
    state = find_state(usps)
    assert state
    return state.population


def test_states_are_named_and_sorted_in_the_language_of_who_reads() -> None:
    spoken = language.set("es")
    try:
        names = [state.name for state in all_states()]
        assert find_state("NJ").name == "Nueva Jersey"  # type: ignore[union-attr]
        assert names.index("Nueva York") < names.index("Oregón") < names.index("Pensilvania")
        assert names.index("Míchigan") < names.index("Minnesota")
    finally:
        language.reset(spoken)
    assert find_state("NJ").name == "New Jersey"  # type: ignore[union-attr]


def test_every_spanish_name_is_of_a_place_that_there_is() -> None:
    assert set(SPANISH) <= {state.usps for state in all_states()}
