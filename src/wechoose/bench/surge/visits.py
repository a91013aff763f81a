"""Visits: all that is asked for in a surge up to the letters, and when."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import cycle
from random import Random

import msgspec

from wechoose.bench.inside import Survey
from wechoose.bench.plan import raw_request
from wechoose.bench.supporters import BROWSER, PROGRAM, Signing, Supporters
from wechoose.bench.surge.curve import Curve, arrivals

PAGE, HOME, COUNTS, FORM_TOKEN = "page", "home page", "counts", "form token"
# Of twenty who look, so many at the demand's page, at the campaign's, and at nothing but the counts.
LOOKS = (*((PAGE,) * 17), *((HOME,) * 2), COUNTS)
# A program asks for its form token so long before it signs.
TYPING_SECONDS = 0.2
# As the site allows for pages and counts.
KEPT_SECONDS = 1.0
SEED_SIGNING, SEED_LOOKING = 8, 9


class Replay(msgspec.Struct, frozen=True):
    """A curve, how many times as many come, in how many seconds it passes, and how many look for one who signs.

    `edges`: places of a network in front of the site that keep what may be kept; 0 when everybody asks the site itself.
    """

    curve: Curve
    times: float
    seconds: float
    views: float
    edges: int = 0

    @property
    def haste(self) -> float:
        """How much faster than in life."""
        return len(self.curve.minutes) * 60 / self.seconds

    @property
    def most(self) -> float:
        """Signatures a second in the best minute."""
        return max(self.curve.minutes) / 60 * self.times

    @property
    def most_looks(self) -> float:
        """Looks a second in the best minute that reach the site."""
        looks = self.most * self.views
        return min(looks, self.edges * len(set(LOOKS)) / KEPT_SECONDS) if self.edges else looks


class Visits(msgspec.Struct, frozen=True):
    """What is due when: signings of one demand, and looks with what each is a look at."""

    replay: Replay
    slug: str
    signings: list[tuple[float, Signing]]
    looks: list[tuple[float, str, bytes]]


def plan_visits(replay: Replay, survey: Survey) -> Visits:
    """A surge is about one demand; every other one signs through the page and its form."""
    slug, demand_id = next(iter(survey.demands.items()))
    supporters = Supporters(msgspec.structs.replace(survey, demands={slug: demand_id}))
    when = list(arrivals(replay.curve, replay.times, replay.seconds, SEED_SIGNING))
    forms = cycle(("json", "form"))
    signings = [(due, supporters.sign(1, form)[0]) for due, form in zip(when, forms, strict=False)]
    asking = [(max(0.0, due - TYPING_SECONDS), FORM_TOKEN) for due in when[::2]]
    requests = _requests(slug)
    return Visits(
        replay, slug, signings, [(due, what, requests[what]) for due, what in merge(_look(replay), asking)]
    )


def _look(replay: Replay) -> Iterator[tuple[float, str]]:
    when = arrivals(replay.curve, replay.times * replay.views, replay.seconds, SEED_LOOKING)
    looks = zip(when, cycle(LOOKS), strict=False)
    return through_edges(looks, replay.edges) if replay.edges else looks


def through_edges(looks: Iterable[tuple[float, str]], edges: int) -> Iterator[tuple[float, str]]:
    """Those that reach the site: each edge asks for a thing when it has none that is fresh."""
    chance = Random(SEED_LOOKING)  # noqa: S311 (nothing secret is drawn)
    fresh_until: dict[tuple[int, str], float] = {}
    for due, what in looks:
        place = chance.randrange(edges), what
        if due >= fresh_until.get(place, 0.0):
            fresh_until[place] = due + KEPT_SECONDS
            yield due, what


def _requests(slug: str) -> dict[str, bytes]:
    return {
        PAGE: raw_request("GET", f"/demands/{slug}", headers=BROWSER),
        HOME: raw_request("GET", "/", headers=BROWSER),
        COUNTS: raw_request("GET", f"/api/v1/demands/{slug}/counts", headers=PROGRAM),
        FORM_TOKEN: raw_request("GET", f"/api/v1/demands/{slug}/form", headers=PROGRAM),
    }
