"""Looks: what the cards of the campaign and of its demands say, in the language of the person being answered."""

import re
from typing import Any
from urllib.parse import urlsplit

from wechoose.base.templates import number
from wechoose.base.words import _, ngettext
from wechoose.campaign.previews import verified_in
from wechoose.counts.tallies import Snapshot
from wechoose.demands.demands import Demand
from wechoose.places.states import State
from wechoose.widgets.card import Look
from wechoose.widgets.lettering import writable


def of_demand(
    hall: Any, demand: Demand, snapshot: Snapshot, edition: int = 1, state: State | None = None
) -> Look:
    """Of the whole country, or of a state once somebody has signed there."""
    name, is_open = hall.front.campaign().name, demand.is_open()
    verified = snapshot.campaign.demands.get(demand.slug, 0)
    here = verified_in(snapshot, demand, state) if state else 0
    return Look(
        name=writable(name),
        host=host_of(hall.site.settings.public_url),
        kicker=writable(_("A demand by the %(name)s coalition") % {"name": name}),
        title=_title(demand.title, name),
        count=number(here) if here else _count(verified, is_open),
        notes=_notes_of(state, here, verified) if state and here else _notes(verified, demand.goal, is_open),
        act=_("Add your name") if is_open else "",
        part=verified / demand.goal if demand.goal else None,
        edition=edition,
    )


def of_campaign(hall: Any, demands: list[Demand], snapshot: Snapshot) -> Look:
    campaign, verified = hall.front.campaign(), snapshot.campaign.verified
    is_open = any(demand.is_open() for demand in demands)
    asked = ngettext("One demand. Add your name.", "%(num)s demands. Add your name.", len(demands))
    return Look(
        name=writable(campaign.name),
        host=host_of(hall.site.settings.public_url),
        kicker=asked % {"num": len(demands)} if demands else "",
        title=_title(campaign.headline, campaign.name),
        count=_count(verified, is_open),
        notes=_notes(verified, 0, is_open),
        act=_("Add your name") if is_open else "",
        part=None,
    )


def host_of(public_url: str) -> str:
    """As people read it; a bare number or this machine's own name would tell them nothing."""
    host = (urlsplit(public_url).hostname or "").removeprefix("www.")
    return "" if "." not in host or re.fullmatch(r"[\d.]+", host) else host


def _title(title: str, name: str) -> str:
    """A title in a script that the fonts don't have would be in pieces: then the campaign's name stands for it."""
    written = writable(title)
    return written if 2 * len(written) > len(title) else writable(name)


def _count(verified: int, is_open: bool) -> str:
    """Nobody joins a zero, but somebody may want to begin."""
    return _("Be the first") if _is_beginning(verified, is_open) else number(verified)


def _notes(verified: int, goal: int, is_open: bool) -> tuple[str, ...]:
    beginning = _is_beginning(verified, is_open)
    if not goal:
        return (
            (_("to sign"),)
            if beginning
            else (ngettext("verified signature", "verified signatures", verified),)
        )
    whole = _("Goal: %(goal)s") if beginning else _("of %(goal)s")
    return whole % {"goal": number(goal)}, _("verified signatures")


def _notes_of(state: State, here: int, verified: int) -> tuple[str, ...]:
    people = ngettext("person in %(state)s", "people in %(state)s", here) % {"state": state.name}
    all_people = ngettext("%(count)s in all states", "%(count)s in all states", verified)
    return people, all_people % {"count": number(verified)}


def _is_beginning(verified: int, is_open: bool) -> bool:
    return verified == 0 and is_open
