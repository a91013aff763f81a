"""Cover: what a list of one demand says of itself when it is a PDF."""

from datetime import date

from babel.dates import format_date

from wechoose.base import clock, words
from wechoose.base.words import _
from wechoose.lists.orders import Order
from wechoose.lists.sheet import Section, Sheet
from wechoose.places.states import find_state


def cover(order: Order) -> Sheet:
    """In the present language. How many names there are is counted while they are written."""
    today = clock.now().date()
    section = Section(order.demand.title, _note(order, _long(today)), None)
    return Sheet(
        title=order.demand.title,
        author=_("We Choose"),
        language=words.language.get(),
        made_on=today,
        sections=(section,),
        with_state=order.state is None,
    )


def _note(order: Order, day: str) -> str:
    state = find_state(order.state) if order.state else None
    where = {"state": state.name if state else "", "date": day}
    if order.since:
        where["since"] = _long(order.since.date())
        if state is None:
            return _("Who signed in all states since %(since)s, as of %(date)s.") % where
        return _("Who signed in %(state)s since %(since)s, as of %(date)s.") % where
    if state is None:
        return _("Who signed in all states, as of %(date)s.") % where
    return _("Who signed in %(state)s, as of %(date)s.") % where


def _long(day: date) -> str:
    return format_date(day, "long", words.locale())
