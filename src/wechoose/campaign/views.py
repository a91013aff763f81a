"""Views: what the home page and the demand page need to know, gathered from their slices."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from wechoose.base.words import in_chosen_language
from wechoose.counts.tallies import Snapshot
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partner
from wechoose.places.states import all_states
from wechoose.signing.boxes import box_of
from wechoose.signing.choices import choices_of
from wechoose.signing.typed import Typed

# Of what was typed, what stands in the form again after an error.
KEPT = (
    *("given_name", "family_name", "email", "zip", "state"),
    *("news", "public", "initial", "partner", "source", "friend"),
)


class ActView(msgspec.Struct, frozen=True):
    code: str
    language: str
    title: str
    verified: int


class DemandView(msgspec.Struct, frozen=True):
    slug: str
    kind: str
    language: str
    title: str
    summary: str
    body_html: Markup
    goal: int
    verified: int
    status: str
    opened_at: Any
    closes_at: Any
    acts: list[ActView] = []


def view_of(demand: Demand, snapshot: Snapshot) -> DemandView:
    counted = snapshot.acts.get(demand.slug, {})
    return DemandView(
        slug=demand.slug,
        kind=demand.kind,
        language=demand.language,
        title=demand.title,
        summary=demand.summary,
        # Cleaned when it was saved: only the tags of plain text are in it.
        body_html=Markup(demand.body_html),  # noqa: S704
        goal=demand.goal,
        verified=snapshot.campaign.demands.get(demand.slug, 0),
        status="open" if demand.is_open() else "closed",
        opened_at=demand.opened_at,
        closes_at=demand.closes_at,
        acts=[
            ActView(act.code, act.language, act.title, sum(counted.get(act.code, {}).values()))
            for act in demand.acts
        ],
    )


def form_of(
    demand: Demand,
    demands: Iterable[Demand],
    form_token: str,
    typed: Typed,
    errors: dict[str, str],
    asking: Sequence[Partner] = (),
) -> dict[str, Any]:
    """The form with what was typed; a ZIP that told no state asks for it openly. `asking` want to write to signers."""
    further = [
        other
        for other in demands
        if other.slug != demand.slug and other.kind == "petition" and other.is_open()
    ]
    return {
        "action": in_chosen_language(f"/demands/{demand.slug}/signatures"),
        "values": {name: getattr(typed, name) for name in KEPT},
        "errors": errors,
        "form_token": form_token,
        "further": [
            {
                "slug": other.slug,
                "language": other.language,
                "title": other.title,
                "checked": other.slug in typed.demands,
            }
            for other in further
        ],
        "states": [{"usps": state.usps, "name": state.name} for state in all_states()],
        "ask_state": "state" in errors or "zip" in errors,
        "asking": [box_of(partner, checked=_ticked(partner, typed)) for partner in asking],
        "choices": choices_of(demand.acts, typed.acts, typed.details, typed.remind),
    }


def _ticked(partner: Partner, typed: Typed) -> bool:
    """A tick stays after an error, unless the line has been worded anew since: nobody agreed to that."""
    line = partner.wording
    shown = line is not None and str(line.wording_id) in typed.wordings
    return partner.code in typed.consent and shown
