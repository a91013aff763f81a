"""The frame: a demand with its form, made to stand in a partner's page and nowhere else."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from markupsafe import Markup

from wechoose.base.refusals import Gone, NotFound
from wechoose.base.words import _, chosen, language
from wechoose.campaign.sharing import shares_of
from wechoose.campaign.sheets import form_token
from wechoose.campaign.views import form_of, view_of
from wechoose.counts.tallies import Snapshot
from wechoose.demands.demands import Demand, Demands
from wechoose.partners.partners import Partner, Partners
from wechoose.signing.credit import credit
from wechoose.signing.typed import Typed
from wechoose.web.query import asked
from wechoose.web.rendering import NOBODY, Page, make_page
from wechoose.web.shared import Sheet
from wechoose.widgets.accent import read_accent, stylesheet

SCHEMES = ("light", "dark")
# A page that wants to be isolated from others may frame only what wants it too; nothing here comes from elsewhere.
FRAMED = {"Cross-Origin-Resource-Policy": "cross-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


class Look(NamedTuple):
    """What a frame's address says of how it should be, as far as it is good.

    `language` is the one it chose, or ""; `host` is the page's around it.
    """

    partner: Partner
    language: str
    accent: str
    scheme: str
    host: str

    @property
    def query(self) -> str:
        """That of an address with the same look; without the source, which is noted once."""
        wishes = {
            "partner": self.partner.code,
            "lang": self.language,
            "accent": self.accent,
            "scheme": self.scheme,
            "host": self.host,
        }
        return urlencode({name: wish for name, wish in wishes.items() if wish})


class Place(NamedTuple):
    """Where somebody looks at a frame, or signs in it."""

    demands: Demands
    demand: Demand
    partners: Partners
    look: Look


class NoPartner(NotFound):
    """Nobody of the coalition has this code."""

    def __init__(self) -> None:
        super().__init__(_("No organization of the coalition has this code."))


class Stopped(Gone):
    """Who has this code is no partner any more."""

    def __init__(self) -> None:
        super().__init__(_("This organization no longer shows our form."))


async def find_place(hall: Any, slug: str, query: bytes) -> Place:
    """Raises NotFound for the demand, then NoPartner or Stopped."""
    demands, partners = await hall.intake.demands.now(), await hall.intake.partners.now()
    demand, code = demands.find(slug), asked(query, "partner")
    partner = partners.by_code.get(code)
    if partner is None:
        raise Stopped if code in partners.stopped else NoPartner
    return Place(demands, demand, partners, _look(partner, query))


def frame(hall: Any, place: Place) -> Sheet:
    def make(snapshot: Snapshot) -> Page:
        return make_frame(hall, snapshot, place, Typed(), {})

    return Sheet(("frame", place.demand.slug, language.get(), place.look), make)


def credited(place: Place, typed: Typed, query: bytes) -> Typed:
    """Whatever the form said: it was signed in this partner's frame."""
    ours = msgspec.structs.replace(typed, partner=place.look.partner.code)
    return credit(ours, place.partners, query.decode("latin-1"))


def make_frame(hall: Any, snapshot: Snapshot, place: Place, typed: Typed, errors: dict[str, str]) -> Page:
    """With what was typed and what is wrong with it.

    The form has no address: the browser sends it to the frame's own, which names the source, so that a page for one
    source is a page for all.
    """
    token = form_token(hall.site, place.demand, typed)
    asking = place.partners.who_ask(place.look.partner.code)
    mine = msgspec.structs.replace(typed, partner="", source="", friend="")
    form = form_of(place.demand, place.demands.all(), token, mine, errors, asking) | {"action": ""}
    return _make(hall, snapshot, place, "widgets/frame.html", (token,), form=form)


def make_signed(hall: Any, snapshot: Snapshot, place: Place, *, counted: bool) -> Page:
    """After signing: the same for everybody until it counts."""
    return _make(
        hall,
        snapshot,
        place,
        "widgets/signed.html",
        counted=counted,
        again=_again(place),
        shares=shares_of(place.demand.title, place_address(hall, place)),
    )


def make_lost(hall: Any, snapshot: Snapshot, place: Place) -> Page:
    """Where the address of what was signed is not good (any more): the way back to the form."""
    return _make(hall, snapshot, place, "widgets/lost.html", again=_again(place))


def place_address(hall: Any, place: Place) -> str:
    """The demand's own page, for whoever goes there from here, or is sent there by somebody who signed here."""
    query = {"partner": place.look.partner.code}
    return f"{hall.site.settings.public_url}/demands/{place.demand.slug}?{urlencode(query)}"


def _make(
    hall: Any, snapshot: Snapshot, place: Place, template: str, once: tuple[str, ...] = (), **values: Any
) -> Page:
    look = place.look
    made = make_page(
        hall,
        f"/embed/{place.demand.slug}",
        template,
        once=once,
        ancestors=" ".join(look.partner.origins) or NOBODY,
        demand=view_of(place.demand, snapshot),
        look=look,
        # Digits and names of ours only.
        style=Markup(stylesheet(look.accent, look.scheme)),  # noqa: S704
        full=place_address(hall, place),
        **values,
    )
    return msgspec.structs.replace(made, headers=made.headers | FRAMED)


def _again(place: Place) -> str:
    return f"/embed/{place.demand.slug}?{place.look.query}"


def _look(partner: Partner, query: bytes) -> Look:
    scheme, host = asked(query, "scheme"), asked(query, "host")
    return Look(
        partner,
        chosen.get(),
        read_accent(asked(query, "accent")),
        scheme if scheme in SCHEMES else "",
        host if host in partner.origins else "",
    )
