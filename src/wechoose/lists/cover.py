"""Cover: what a list of one demand says of itself when it is a PDF."""

from babel.dates import format_date

from wechoose.base import clock, words
from wechoose.base.words import _
from wechoose.lists.orders import Order
from wechoose.lists.sheet import Section, Sheet
from wechoose.places.states import find_state


def cover(order: Order) -> Sheet:
    """In the present language. How many names there are is counted while they are written."""
    today = clock.now().date()
    section = Section(order.demand.title, _note(order, format_date(today, "long", words.locale())), None)
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
    if state is None:
        return _("Who signed in all states, as of %(date)s.") % {"date": day}
    return _("Who signed in %(state)s, as of %(date)s.") % {"state": state.name, "date": day}
