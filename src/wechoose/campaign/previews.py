"""Previews: the picture that messengers and social sites show of a demand, of the whole country or of a state."""

from typing import Any

from markupsafe import escape

from wechoose.base.templates import number
from wechoose.base.words import ngettext
from wechoose.counts.tallies import Snapshot
from wechoose.demands.demands import Demand
from wechoose.places.states import State
from wechoose.web.rendering import Page
from wechoose.web.shared import Variant

HEAD_ENDS = "</head>"


def preview_of(demand: Demand, snapshot: Snapshot, state: State | None = None) -> dict[str, Any]:
    """Where the picture is, and what is to be seen on it."""
    picture = f"/demands/{demand.slug}/card.png"
    if state is None:
        return {"picture": picture, "picture_words": _counted(demand, snapshot)}
    return {"picture": f"{picture}?state={state.usps}", "picture_words": _counted_in(demand, snapshot, state)}


def in_state(demand: Demand, state: State | None) -> Variant | None:
    """The demand's page as it is passed on by somebody of this state: the same, but for its preview."""
    if state is None:
        return None

    def touch(page: Page, snapshot: Snapshot) -> Page:
        there, here = preview_of(demand, snapshot), preview_of(demand, snapshot, state)
        head, end, body = page.text.partition(HEAD_ENDS)
        head = head.replace(f"{there['picture']}?lang=", f"{here['picture']}&amp;lang=")
        head = head.replace(f'"{escape(there["picture_words"])}"', f'"{escape(here["picture_words"])}"')
        return Page(head + end + body, page.headers, page.once)

    return Variant(state.usps, touch)


def verified_in(snapshot: Snapshot, demand: Demand, state: State) -> int:
    counts = snapshot.demands.get(demand.slug)
    return counts.states.get(state.usps, 0) if counts else 0


def _counted(demand: Demand, snapshot: Snapshot) -> str:
    verified = snapshot.campaign.demands.get(demand.slug, 0)
    words = ngettext(
        "%(title)s (%(count)s verified signature)", "%(title)s (%(count)s verified signatures)", verified
    )
    return words % {"title": demand.title, "count": number(verified)}


def _counted_in(demand: Demand, snapshot: Snapshot, state: State) -> str:
    verified = verified_in(snapshot, demand, state)
    words = ngettext(
        "%(title)s (%(count)s person in %(state)s)", "%(title)s (%(count)s people in %(state)s)", verified
    )
    return words % {"title": demand.title, "count": number(verified), "state": state.name}
