"""Sheets: the pages that everybody may see alike, each with the key of what makes it differ from others."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from wechoose.base.site import Site
from wechoose.base.words import language
from wechoose.campaign.previews import in_state, preview_of
from wechoose.campaign.sharing import shares_of
from wechoose.campaign.views import form_of, view_of
from wechoose.campaign.wall import NOBODY, STRIP, TOP, Names, read_names, read_place
from wechoose.counts.figure import figure
from wechoose.counts.maps import By
from wechoose.counts.tallies import Snapshot
from wechoose.defenses.form_tokens import make_page_token, read_form_token
from wechoose.demands.demands import Demand, Demands
from wechoose.partners.partners import Partners
from wechoose.places.states import all_states, find_state
from wechoose.signing.offers import is_offered, read_offer
from wechoose.signing.typed import Typed
from wechoose.web.query import all_asked, asked
from wechoose.web.rendering import Page, make_page
from wechoose.web.shared import Sheet


async def home(hall: Any, query: bytes) -> Sheet:
    by = _by(query)
    demands, partners = await hall.intake.demands.now(), await hall.intake.partners.now()

    def make(snapshot: Snapshot) -> Page:
        return make_page(
            hall,
            "/",
            "campaign/home.html",
            demands=[view_of(demand, snapshot) for demand in demands.all()],
            total=snapshot.campaign.verified,
            partners=partners.all,
            map=figure(snapshot.campaign.states, by),
        )

    return Sheet(("home", language.get(), by), make)


async def sheet(hall: Any, slug: str, query: bytes) -> Sheet:
    """The demand's page; raises NotFound."""
    demands = await hall.intake.demands.now()
    demand = demands.find(slug)
    by, code = _by(query), asked(query, "partner")
    partners = await hall.intake.partners.now()
    # An address with a misspelt partner still shows its page; it just credits nobody.
    partner = code if code in partners.by_code else ""
    # Filled from above the campaign: where it was delivered, as everybody may read it.
    listed = (await hall.listed.now()).get(demand.demand_id)

    def make(snapshot: Snapshot, names: Names) -> Page:
        typed = Typed(partner=partner)
        return make_sheet(hall, snapshot, demands, demand, partners, typed, {}, by, names, listed)

    variant = in_state(demand, find_state(asked(query, "state")))
    return Sheet(("demand", slug, language.get(), by, partner), make, newest_of(hall, demand), variant)


async def names(hall: Any, slug: str, query: bytes) -> Sheet:
    """The wall of names, or the part of it that an address names; raises NotFound."""
    demand = (await hall.intake.demands.now()).find(slug)
    state, sealed = find_state(asked(query, "state")), asked(query, "before")
    place = read_place(hall.site, demand, state, sealed) if sealed else None
    here = {"state": state.usps} if state else {}

    async def read() -> Names:
        return await read_names(hall.site, demand, state, place or TOP)

    def make(_snapshot: Snapshot, names: Names) -> Page:
        return make_page(
            hall,
            f"/demands/{slug}/names",
            "campaign/names.html",
            kept=urlencode(here | ({"before": sealed} if place else {})),
            demand=demand,
            names=names,
            state=state,
            states=all_states(),
            here=urlencode(here),
            is_top=place is None,
        )

    return Sheet(("names", slug, language.get(), state and state.usps, place), make, read)


async def thanks(hall: Any, slug: str, query: bytes) -> Sheet:
    """The page after confirming; raises NotFound."""
    demands = await hall.intake.demands.now()
    demand = demands.find(slug)
    state = find_state(asked(query, "state"))
    signed = {slug, *all_asked(query, "also")} & {each.slug for each in demands.all()}

    def make(snapshot: Snapshot, offer: str = "", nonce: str = "") -> Page:
        address = f"{hall.site.settings.public_url}/demands/{slug}"
        others = [each for each in demands.all() if each.is_open() and each.slug not in signed]
        kept = urlencode([("state", state.usps if state else ""), *(("also", each) for each in signed)])
        return make_page(
            hall,
            f"/demands/{slug}/thanks",
            "signing/thanks.html",
            nonce=nonce,
            kept=kept + (f"&offer={offer}" if offer else ""),
            demand=view_of(demand, snapshot),
            state_name=state.name if state else None,
            others=[view_of(other, snapshot) for other in others if not is_offered(other)],
            pledges=[view_of(other, snapshot) for other in others if is_offered(other)],
            offer=offer,
            shares=shares_of(demand.title, address, state.usps if state else ""),
            address=address,
            **preview_of(demand, snapshot, state),
        )

    return Sheet(("thanks", slug, language.get(), state and state.usps, frozenset(signed)), make)


async def thanks_with_offer(hall: Any, slug: str, query: bytes) -> Page | None:
    """The same for one person, who may pledge without typing again; None where the address holds no good offer."""
    offer = asked(query, "offer")
    if not offer or not read_offer(hall.site, offer):
        return None
    page, snapshot = await thanks(hall, slug, query), await hall.live.fresh()
    return hall.frames.fill(page.key, lambda holes: page.make(snapshot, **holes), {"offer": offer})


async def check_your_mail(hall: Any, slug: str, *, captured: bool) -> Sheet:
    """The page after signing, the same for everybody; raises NotFound."""
    (await hall.intake.demands.now()).find(slug)
    path = f"/demands/{slug}/check-your-mail"

    def make(_snapshot: Snapshot) -> Page:
        return make_page(hall, path, "signing/check_your_mail.html", captured_mail=captured)

    return Sheet(("mailed", slug, language.get(), captured), make)


def make_sheet(
    hall: Any,
    snapshot: Snapshot,
    demands: Demands,
    demand: Demand,
    partners: Partners,
    typed: Typed,
    errors: dict[str, str],
    by: By = "count",
    names: Names = NOBODY,
    listed: Any = None,
) -> Page:
    """The demand's page with what was typed and what is wrong with it; `listed` is its latest delivery."""
    token = form_token(hall.site, demand, typed)
    counts = snapshot.demands.get(demand.slug)
    kept = urlencode({"partner": typed.partner}) if typed.partner else ""
    return make_page(
        hall,
        f"/demands/{demand.slug}",
        "campaign/demand.html",
        once=(token,),
        kept=kept,
        demand=view_of(demand, snapshot),
        form=form_of(demand, demands.all(), token, typed, errors, partners.who_ask(typed.partner)),
        shares=shares_of(demand.title, f"{hall.site.settings.public_url}/demands/{demand.slug}"),
        **preview_of(demand, snapshot),
        names=names,
        listed=listed,
        map=figure(counts.states if counts else {}, by, kept),
    )


def newest_of(hall: Any, demand: Demand) -> Callable[[], Awaitable[Names]]:
    """The names that stand on a demand's own page."""
    return lambda: read_names(hall.site, demand, most=STRIP)


def form_token(site: Site, demand: Demand, typed: Typed) -> str:
    """The form keeps its token while it is good, so that correcting a field is still the same signing."""
    try:
        read_form_token(site, demand.slug, typed.form_token)
    except ValueError:
        return make_page_token(site, demand.slug)
    return typed.form_token


def _by(query: bytes) -> By:
    return "capita" if asked(query, "by") == "capita" else "count"
