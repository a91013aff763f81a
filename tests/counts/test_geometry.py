"""The outlines on the map."""

import re

from wechoose.counts.geometry import outlines, shorten
from wechoose.places.states import all_states


def test_states_district_and_counted_territories_have_an_outline():
    counted = {state.usps for state in all_states() if state.kind in {"state", "district", "territory"}}
    assert outlines().paths.keys() == counted


def test_an_outline_holds_nothing_but_path_data():
    assert all(re.fullmatch(r"M[MLHVCSQTAZmlhvcsqtaz0-9 ,.\-]+", d) for d in outlines().paths.values())


def test_shortening_keeps_every_number_to_two_decimals():
    assert shorten("M625.221,561.416 l-0.494,0.008 0,0.004") == "M625.22,561.42l-.49,.01 0,.00"
    assert shorten("M10.5 0.5l100 20 ,-0.25 z") == "M10.5 .5l100 20-.25z"


def test_the_map_weighs_little_enough_for_a_phone():
    assert sum(len(d) for d in outlines().paths.values()) < 30_000
