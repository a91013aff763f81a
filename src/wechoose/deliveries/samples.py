"""Samples: a letter tried on officials of each kind, with the public counts as they are now."""

from wechoose.base.database import Connection
from wechoose.base.words import speaking
from wechoose.counts.tallies import take_snapshot
from wechoose.deliveries.letters import Facts, Filled, LetterText, fill
from wechoose.deliveries.naming import named
from wechoose.demands.demands import all_demands
from wechoose.leaders.people import Leader
from wechoose.officials.choosing import Search, search
from wechoose.officials.kinds import KINDS
from wechoose.officials.officials import Official

# Those who are written to most, and then the others.
FIRST = tuple(dict.fromkeys(("senator", "representative", "governor", "education_agency", *KINDS)))


async def samples(db: Connection, leader: Leader) -> list[Official]:
    """One of each kind in office, to try a letter on; an office without a name where there is nobody."""
    found = [
        each
        for kind in FIRST
        for each in (await search(db, Search(kinds=(kind,), states=leader.states), limit=1)).officials
    ]
    return found or [_SOME_OFFICE]


async def sample_letter(db: Connection, text: LetterText, official: Official, campaign: str) -> Filled:
    """Filled with the public counts of the first demand as they are now."""
    counts = await take_snapshot(db)
    with speaking(text.language):
        demands = (await all_demands(db))[:1]
        counted = counts.demands[demands[0].slug] if demands else None
        here = counted.states.get(official.state, 0) if counted and official.state else None
        nation = counted.verified if counted else 0
        facts = Facts(
            named=named(official),
            demands=tuple(each.title for each in demands),
            campaign=campaign,
            day=counts.as_of.date(),
            count_here=nation if here is None else here,
            count_nation=nation,
            count_new=nation if here is None else here,
        )
    return fill(text, facts)


_SOME_OFFICE = Official(
    official_id=0,
    kind="governor",
    state="NJ",
    district=None,
    name="",
    family_name="",
    title="",
    party="",
    place="",
    address=(),
    email="",
    phone="",
    website="",
    contact_form="",
    term_end=None,
    salutation={},
    committees=(),
    zips=(),
    source_key="",
    source="",
    source_date=None,
    edited={},
    gone_at=None,
    left_at=None,
)
