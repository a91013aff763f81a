"""The desk's door to widgets: what a partner pastes into its pages, made to its taste, and how that will look."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from wechoose.base.words import _, language, languages
from wechoose.counts.api import live_of
from wechoose.demands.demands import Demand
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.partners.partners import Partner, find_partner
from wechoose.signing.api import intake_of
from wechoose.web.rendering import respond, site_of
from wechoose.web.transactions import Db
from wechoose.widgets.accent import read_accent
from wechoose.widgets.frame import SCHEMES, find_place
from wechoose.widgets.preview import make_preview
from wechoose.widgets.snippet import plain_snippet, snippet

# A language is chosen by who speaks it.
OWN_NAMES = {"en": "English", "es": "Español"}

ONE = "/desk/partners/{code:str}"


class Taste(NamedTuple):
    """How a widget should be: its demand, color, scheme and language; "" where that is as each visitor has it."""

    slug: str
    accent: str
    scheme: str
    language: str


@get(ONE + "/widget", right="use widget")
async def show_widget(
    request: Request,
    db: Db,
    leader: TheLeader,
    code: FromPath[str],
    demand: FromQuery[str] = "",
    accent: FromQuery[str] = "",
    scheme: FromQuery[str] = "",
    speaks: FromQuery[str] = "",
) -> Response[bytes]:
    partner = await find_partner(db, code)
    demands = [each for each in (await intake_of(request).demands.now()).all() if each.is_open()]
    chosen = next((each for each in demands if each.slug == demand), next(iter(demands), None))
    wrong = _wrong(accent)
    taste = Taste(
        chosen.slug if chosen else "",
        read_accent(accent),
        scheme if scheme in SCHEMES else "",
        speaks if speaks in languages() else "",
    )
    return desk_page(
        request,
        leader,
        "widgets/desk.html",
        422 if wrong else 200,
        frames="'self'",
        partner=partner,
        choices=_choices(demands),
        values={**taste._asdict(), "accent": accent if wrong else _hex(taste.accent)},
        errors=wrong,
        hex=_hex(taste.accent),
        made=_pasted(site_of(request).settings.public_url, partner, chosen, taste) if chosen else None,
    )


@get(ONE + "/preview/{slug:str}", right="use widget")
async def show_preview(request: Request, code: FromPath[str], slug: FromPath[str]) -> Response[bytes]:
    asked = request.query_params
    wishes = {name: asked.get(name, "") for name in ("accent", "scheme")}
    query = urlencode({"partner": code, **wishes}).encode()
    place = await find_place(request.app.state, slug, query)
    return respond(request, make_preview(request.app.state, await live_of(request).fresh(), place))


def _pasted(public_url: str, partner: Partner, demand: Demand, taste: Taste) -> dict[str, Any]:
    """Everything that leads to a demand from elsewhere on the partner's behalf."""
    wish = (partner.code, taste.accent, taste.language, taste.scheme)
    page = f"{public_url}/demands/{demand.slug}"
    spoken = {"lang": taste.language} if taste.language else {}
    look = {"accent": taste.accent, "scheme": taste.scheme, "lang": taste.language or language.get()}
    wishes = urlencode({name: wish for name, wish in look.items() if wish})
    pictures = f"?{urlencode(spoken)}" if spoken else ""
    return {
        "title": demand.title,
        "snippet": snippet(public_url, demand.slug, demand.title, *wish),
        "plain": plain_snippet(public_url, demand.slug, demand.title, *wish),
        "link": f"{page}?{urlencode({'partner': partner.code, **spoken})}",
        "badge": f"{page}/badge.svg{pictures}",
        "card": f"{page}/card.png{pictures}",
        "preview": f"/desk/partners/{partner.code}/preview/{demand.slug}?{wishes}",
    }


def _choices(demands: list[Demand]) -> dict[str, list[tuple[str, str]]]:
    as_it_is = "", _("As each visitor has it")
    return {
        "demands": [(each.slug, each.title) for each in demands],
        "schemes": [as_it_is, ("light", _("Always light")), ("dark", _("Always dark"))],
        "languages": [as_it_is, *((each, OWN_NAMES.get(each, each)) for each in languages())],
    }


def _wrong(accent: str) -> dict[str, str]:
    if not accent.strip() or read_accent(accent):
        return {}
    return {"accent": _("Write the color as six digits or letters a to f, such as #1a5fb4.")}


def _hex(accent: str) -> str:
    return f"#{accent}" if accent else ""


ROUTES = [desk(show_widget, show_preview)]
