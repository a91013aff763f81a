"""The desk's door to officials: searching them, looking at one, writing over what a file says, adding one."""

import re
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, NotFound
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may
from wechoose.officials import addressing, details, editing
from wechoose.officials.choosing import A_PAGE, CHOICES, Search, groups, search
from wechoose.officials.committees import COMMITTEES, is_member
from wechoose.officials.deeds import By
from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official, find_official
from wechoose.officials.wording import field_words
from wechoose.places.states import State, all_states, find_state
from wechoose.web.forms import Form, read_form
from wechoose.web.query import asked
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db
from wechoose.web.visitor import client_address

HOME = "/desk/officials"
ONE = HOME + "/{official_id:int}"
MOST_PAGES, LONGEST = 2_000, 200

Wrong = dict[str, str]


@get(HOME, right="see officials")
async def show_officials(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    said = {name: asked(request.url.query, name)[:LONGEST] for name in ("q", "group", "state", "left")}
    number = _page_number(asked(request.url.query, "page"))
    found = await search(db, _wanted(leader, said), number)
    return desk_page(
        request,
        leader,
        "officials/officials.html",
        found=found,
        first=(number - 1) * A_PAGE + 1,
        asked=said,
        pages=_pages(said, number, found.count),
        groups=await groups(db, leader.states),
        states=_states(leader),
        kinds=KINDS,
        words=addressing,
        rights=_rights(leader),
    )


@get(HOME + "/new", right="change officials")
async def show_new(request: Request, leader: TheLeader) -> Response[bytes]:
    return _new(request, leader, details.BLANK, {})


@post(HOME + "/new", right="change officials")
async def add_official(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    typed = _typed(await read_form(request))
    try:
        checked = details.check(typed)
    except Invalid as refusal:
        return _new(request, leader, typed, refusal.fields)
    official_id = await editing.add(db, checked, by_of(request, leader))
    return see_other(f"{HOME}/{official_id}?done=added")


@get(ONE, right="see officials")
async def show_official(
    request: Request, db: Db, leader: TheLeader, official_id: FromPath[int], done: FromQuery[str] = ""
) -> Response[bytes]:
    official = _covered(leader, await find_official(db, official_id))
    return _one(request, leader, official, details.as_typed(official), {}, done)


@post(ONE, right="change officials")
async def change_official(
    request: Request, db: Db, leader: TheLeader, official_id: FromPath[int]
) -> Response[bytes]:
    official, form = await _held(db, leader, official_id), await read_form(request)
    typed = editing.with_file(official, _typed(form), form.all("back"))
    try:
        changed = await editing.change(db, official, details.check(typed, official), by_of(request, leader))
    except Invalid as refusal:
        return _one(request, leader, official, typed, refusal.fields)
    return see_other(f"{HOME}/{official_id}?done={'changed' if changed else 'same'}")


@post(ONE + "/left", right="change officials")
async def take_off(
    request: Request, db: Db, leader: TheLeader, official_id: FromPath[int]
) -> Response[bytes]:
    await editing.take_off(db, await _held(db, leader, official_id), by_of(request, leader))
    return see_other(f"{HOME}/{official_id}?done=left")


@post(ONE + "/back", right="change officials")
async def put_back(
    request: Request, db: Db, leader: TheLeader, official_id: FromPath[int]
) -> Response[bytes]:
    await editing.put_back(db, await _held(db, leader, official_id), by_of(request, leader))
    return see_other(f"{HOME}/{official_id}?done=back")


def by_of(request: Request, leader: Leader) -> By:
    return By(leader.leader_id, client_address(request))


async def _held(db: Connection, leader: Leader, official_id: int) -> Official:
    return _covered(leader, await editing.hold_official(db, official_id))


def _covered(leader: Leader, official: Official) -> Official:
    """Of another state is, for who works in some, as if there was nobody."""
    if not leader.covers(official.state):
        raise NotFound
    return official


def _wanted(leader: Leader, said: dict[str, str]) -> Search:
    """What an address asks for, as far as this leader may see it."""
    group, state = CHOICES.get(said["group"]), find_state(said["state"])
    return Search(
        said["q"],
        group.kinds if group else (),
        group.committee if group else "",
        (state.usps,) if state and leader.covers(state.usps) else leader.states,
        offered=not said["left"],
    )


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if re.fullmatch("[0-9]{1,6}", text) else 1


def _typed(form: Form) -> dict[str, str]:
    return {name: form[name] for name in details.BLANK}


def _rights(leader: Leader) -> frozenset[str]:
    return frozenset(right for right in ("change officials", "import officials") if may(leader.role, right))


def _states(leader: Leader) -> list[State]:
    return [state for state in all_states() if leader.covers(state.usps)]


def _pages(said: dict[str, str], number: int, count: int) -> dict[str, str]:
    """Where the pages before and after this one are, "" where there is none."""

    def at(page: int) -> str:
        return f"{HOME}?{urlencode({**{name: text for name, text in said.items() if text}, 'page': page})}"

    return {
        "before": at(number - 1) if number > 1 else "",
        "after": at(number + 1) if number * A_PAGE < count else "",
    }


def _new(request: Request, leader: Leader, typed: dict[str, str], wrong: Wrong) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "officials/new.html",
        422 if wrong else 200,
        values=typed,
        errors=wrong,
        kinds=KINDS,
        states=all_states(),
        labels=field_words(),
    )


def _one(
    request: Request, leader: Leader, official: Official, typed: dict[str, str], wrong: Wrong, done: str = ""
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "officials/official.html",
        422 if wrong else 200,
        official=official,
        kind=KINDS[official.kind],
        committee=COMMITTEES.get(official.kind),
        in_file=is_member(official.in_file),
        values=typed,
        errors=wrong,
        labels=field_words(),
        words=addressing,
        rights=_rights(leader),
        done=done,
    )


ROUTES = [
    desk(
        show_officials,
        show_new,
        add_official,
        show_official,
        change_official,
        take_off,
        put_back,
    )
]
