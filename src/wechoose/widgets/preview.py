"""The preview: a frame as a partner's visitors will see it, for the desk alone, in which nothing can be done."""

from typing import Any

from markupsafe import Markup

from wechoose.campaign.views import form_of, view_of
from wechoose.counts.tallies import Snapshot
from wechoose.signing.typed import Typed
from wechoose.web.rendering import Page, make_page
from wechoose.widgets.accent import stylesheet
from wechoose.widgets.frame import Place


def make_preview(hall: Any, snapshot: Snapshot, place: Place) -> Page:
    """Only our own pages may frame it; its form has no token, and its template lets nobody reach it."""
    look = place.look
    asking = place.partners.who_ask(look.partner.code)
    return make_page(
        hall,
        f"/embed/{place.demand.slug}",
        "widgets/preview.html",
        ancestors="'self'",
        demand=view_of(place.demand, snapshot),
        look=look,
        # Digits and names of ours only.
        style=Markup(stylesheet(look.accent, look.scheme)),  # noqa: S704
        full=f"/demands/{place.demand.slug}",
        form=form_of(place.demand, place.demands.all(), "", Typed(), {}, asking) | {"action": ""},
        notice="",
    )
