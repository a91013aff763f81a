"""The desk's door to the audit trail: looking through it, and taking what was found along as a file."""

from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from wechoose.audit import acts, trail
from wechoose.audit.reasons import check_reason
from wechoose.audit.search import ALL, Search
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.history import FIELDS, SERVER, check_search, clean, read_history
from wechoose.leaders.people import Leader, all_leaders
from wechoose.leaders.trail_as_csv import as_csv
from wechoose.web.files import as_file
from wechoose.web.forms import read_form
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

HOME = "/desk/audit"

Typed = dict[str, str]


@get(HOME, right="read the audit trail")
async def show_audit(
    request: Request, db: Db, site: TheSite, leader: TheLeader, before: FromQuery[int | None] = None
) -> Response[bytes]:
    typed = {name: request.query_params.get(name, "") for name in FIELDS}
    return await _page(request, db, site, leader, typed, before)


@post(HOME + "/export", right="export the audit trail", fresh=True)
async def export_audit(request: Request, db: Db, site: TheSite, leader: TheLeader) -> Response:
    form = await read_form(request)
    typed, wrong = {name: form[name] for name in FIELDS}, Typed()
    reason = check_reason(form["reason"], wrong, _("Say in a few words what the file is for."))
    leaders = await all_leaders(db, site)
    search = _search(typed, leaders, wrong)
    if wrong or not search:
        return await _page(request, db, site, leader, typed, None, {"reason": form["reason"]}, wrong)
    newest = await trail.append(
        db,
        leader_id=leader.leader_id,
        act=acts.EXPORTED_TRAIL,
        details={name: said for name in ("act", "since", "until") if (said := clean(typed[name]))},
        reason=reason,
        address=client_address(request),
    )
    name = f"audit-trail-{clock.now():%Y-%m-%d}.csv"
    return as_file(as_csv(site, leaders, search, newest + 1), "text/csv; charset=utf-8", name)


async def _page(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    typed: Typed,
    before: int | None,
    values: Typed | None = None,
    wrong: Typed | None = None,
) -> Response[bytes]:
    leaders, wrong = await all_leaders(db, site), dict(wrong or {})
    search = _search(typed, leaders, wrong)
    history = await read_history(db, leaders, search, before) if search else None
    asked = {name: value for name, value in typed.items() if value}
    older = history and history.older
    return desk_page(
        request,
        leader,
        "leaders/audit.html",
        422 if wrong else 200,
        rows=history.rows if history else [],
        older=f"{HOME}?{urlencode({**asked, 'before': older})}" if older else "",
        values={**typed, "reason": "", **(values or {})},
        errors=wrong,
        people=[(str(each.leader_id), each.email) for each in leaders],
        acts=acts.all_in_words(),
        server=SERVER,
        is_search=search not in (None, ALL),
    )


def _search(typed: Typed, leaders: list[Leader], wrong: Typed) -> Search | None:
    """What is wrong is added to `wrong`."""
    try:
        return check_search(typed, leaders)
    except Invalid as refusal:
        wrong |= refusal.fields
        return None


ROUTES = [desk(show_audit, export_audit)]
