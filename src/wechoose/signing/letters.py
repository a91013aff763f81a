"""The letters of signing: one asks to confirm what is pending, one says that nothing is left to confirm, and one has
the link to the signer's own page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.base.tokens import encode
from wechoose.base.words import _, choose_language, in_chosen_language, language, speak_as
from wechoose.demands.acts import Act, acts_of
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composer
from wechoose.mail.forms import Form, fill_html, fill_text, write_form
from wechoose.mail.letters import Letter
from wechoose.signing.people import open_person
from wechoose.signing.promised import read_promises, said_promises
from wechoose.signing.receipts import Line, find_lines

sql = queries("signing/letters")

# A letter found in an old folder should still be able to stop us, and to open the page where consents are withdrawn.
STOP_LIFE = timedelta(days=365)
ANY = ["pending", "verified", "held", "withdrawn", "removed"]


class Told(msgspec.Struct, frozen=True):
    """A demand as a letter speaks of it; a pledge with the acts that were promised."""

    slug: str
    title: str
    kind: str
    acts: tuple[str, ...] = ()


Acts = Mapping[str, Mapping[int, Sequence[Act]]]
"""What pledges ask for, by language and demand."""


async def compose_confirmations(
    db: Connection, site: Site, errands: Sequence[Claimed]
) -> list[Letter | None]:
    matters = await _find_matters(db, errands, ["pending"])
    lines = await find_lines(db, errands, matters)
    acts = await find_acts(db, errands, matters)
    threes = zip(errands, matters, lines, strict=True)
    return [_confirmation(site, errand, matter, acts, ticked) for errand, matter, ticked in threes]


async def compose_already_signed(
    db: Connection, site: Site, errands: Sequence[Claimed]
) -> list[Letter | None]:
    return await _compose(db, site, errands, ["verified"])


async def compose_own_page(db: Connection, site: Site, errands: Sequence[Claimed]) -> list[Letter | None]:
    return await _compose(db, site, errands, ANY)


COMPOSERS: Mapping[str, Composer] = {
    "confirmation": compose_confirmations,
    "already_signed": compose_already_signed,
    "own_page": compose_own_page,
}


def _confirmation(
    site: Site, errand: Claimed, matter: list[Row], acts: Acts, lines: tuple[Line, ...]
) -> Letter | None:
    if not matter:
        return None
    life = site.settings.limits.confirmation_life
    payload = [encode(errand.signer_key), [row["demand_id"] for row in matter]]
    token = site.tokens.make("confirmation", payload, life)
    address = f"{site.settings.public_url}/confirmations/{token}"
    return write(site, errand, matter, acts, (clock.now() + life).date(), lines, confirm_url=address)


async def _compose(
    db: Connection, site: Site, errands: Sequence[Claimed], statuses: list[str]
) -> list[Letter | None]:
    matters = await _find_matters(db, errands, statuses)
    pairs = zip(errands, matters, strict=True)
    return [write(site, errand, matter) if matter else None for errand, matter in pairs]


async def _find_matters(db: Connection, errands: Sequence[Claimed], statuses: list[str]) -> list[list[Row]]:
    """The demands that each letter is about, one a row."""
    return arrange(errands, await sql.find_matter(db, **ask_for(errands), statuses=statuses))


async def find_acts(db: Connection, errands: Sequence[Claimed], matters: list[list[Row]]) -> Acts:
    """What these letters need to tell promises, in their languages."""
    pledges: dict[str, set[int]] = defaultdict(set)
    for errand, matter in zip(errands, matters, strict=True):
        for row in matter:
            if row["promises"]:
                pledges[choose_language(errand.language, accepted="")].add(row["demand_id"])
    return {code: await acts_of(db, sorted(demand_ids), code) for code, demand_ids in pledges.items()}


def ask_for(errands: Sequence[Claimed]) -> dict[str, list]:
    """The demands of these letters as the arrays that a statement takes."""
    asked = [
        (number, errand, demand_id)
        for number, errand in enumerate(errands)
        for demand_id in errand.demand_ids
    ]
    return {
        "numbers": [number for number, _errand, _demand_id in asked],
        "buckets": [errand.bucket for _number, errand, _demand_id in asked],
        "signer_keys": [errand.signer_key for _number, errand, _demand_id in asked],
        "languages": [errand.language for _number, errand, _demand_id in asked],
        "demand_ids": [demand_id for _number, _errand, demand_id in asked],
    }


def arrange(errands: Sequence[Claimed], rows: list[Row]) -> list[list[Row]]:
    """The rows that belong to each letter."""
    matters: list[list[Row]] = [[] for _errand in errands]
    for row in rows:
        matters[row["number"]].append(row)
    return matters


def write(
    site: Site,
    errand: Claimed,
    matter: list[Row],
    acts: Acts | None = None,
    day: date | None = None,
    lines: tuple[Line, ...] = (),
    **own: str,
) -> Letter:
    speak_as(errand.language)
    person = open_person(site.seals, errand.signer_key, matter[0]["sealed"])
    key, home = encode(errand.signer_key), site.settings.public_url
    stop_url = f"{home}/mail-stops/{site.tokens.make('mail_stop', key, STOP_LIFE)}"
    links = {name: address for name, address in own.items() if name.endswith("_url")} | {
        "disavow_url": f"{home}/disavowals/{site.tokens.make('disavowal', key, STOP_LIFE)}",
        "stop_url": stop_url,
        "mine_url": f"{home}/mine/{site.tokens.make('mine', key, STOP_LIFE)}",
    }
    own |= {name: in_chosen_language(address) for name, address in links.items()}
    own |= {"given_name": person.given_name}
    words = (acts or {}).get(language.get(), {})
    asks = errand.kind == "confirmation"
    demands = tuple(_told(row, words.get(row["demand_id"], ()), reminders=asks) for row in matter)
    news = asks and any(row["news"] for row in matter)
    campaign = matter[0]["campaign"]
    form = _form(errand.kind, language.get(), demands, lines, news, campaign, home, day, tuple(own))
    return Letter(
        to=person.email,
        name=f"{person.given_name} {person.family_name}",
        subject=form.subject,
        text=fill_text(form, own),
        html=fill_html(form, own),
        # RFC 8058: the mail program's own button stops the mail with one POST.
        headers={"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        demand_ids=sorted(row["demand_id"] for row in matter),
    )


def _told(row: Row, acts: Sequence[Act], *, reminders: bool) -> Told:
    promised = said_promises(acts, read_promises(row["promises"]), reminders=reminders) if acts else ()
    return Told(row["slug"], row["title"], row["kind"], tuple(promised))


# All that these letters say but to whom: rendered anew for each, it was a third of what sending costs.
@lru_cache(maxsize=512)
def _form(
    kind: str,
    _language: str,
    demands: tuple[Told, ...],
    lines: tuple[Line, ...],
    news: bool,
    campaign: str | None,
    home: str,
    day: date | None,
    gaps: tuple[str, ...],
) -> Form:
    return write_form(
        kind,
        gaps,
        demands=demands,
        lines=lines,
        news=news,
        campaign_name=campaign or _("We Choose"),
        public_url=home,
        good_until=day,
    )
