"""Pressing: what each button of the order form does to what is typed, before anything is ordered."""

import re

from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound
from wechoose.deliveries.letter_texts import Template
from wechoose.deliveries.typed import Typed
from wechoose.leaders.people import Leader
from wechoose.officials.choosing import Search, officials_of_group, search
from wechoose.officials.officials import Official, find_officials
from wechoose.places.states import find_state

MOST_FOUND = 20
NUMBER = re.compile("[0-9]{1,9}")


async def press(
    db: Connection, typed: Typed, button: str, leader: Leader, templates: list[Template]
) -> Typed:
    """`button` is add, add:<official>, drop:<official>, drop:all, letter; any other one changes nothing."""
    act, _colon, number = button.partition(":")
    one = {int(number)} if NUMBER.fullmatch(number) else set()
    if act == "add":
        added = one or {each.official_id for each in await _group(db, typed, leader)}
        return typed.with_chosen({*typed.chosen, *added})
    if button == "drop:all":
        return typed.with_chosen(())
    if act == "drop":
        return typed.with_chosen(set(typed.chosen) - one)
    if act == "letter":
        found = next((each for each in templates if str(each.letter_id) == typed.values["template"]), None)
        return typed.with_letter(found) if found else typed
    return typed


async def chosen_officials(db: Connection, typed: Typed, leader: Leader) -> list[Official]:
    """Those that can be chosen: a number that is somebody else's business is as if it were not there."""
    found = await find_officials(db, typed.chosen)
    return [each for each in found if each.is_offered and leader.covers(each.state)]


async def found_officials(db: Connection, typed: Typed, leader: Leader) -> list[Official]:
    """What was looked for by name or place."""
    words = typed.values["looked_for"].strip()
    if not words:
        return []
    return (await search(db, Search(typed=words, states=leader.states), limit=MOST_FOUND)).officials


async def _group(db: Connection, typed: Typed, leader: Leader) -> list[Official]:
    state = find_state(typed.values["group_state"])
    states = (state.usps,) if state else leader.states
    try:
        found = await officials_of_group(db, typed.values["group"], states)
    except NotFound:
        return []
    return [each for each in found if leader.covers(each.state)]
