"""Drawing signers: supporters with what they sign, when, who brought them and whether they have confirmed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import msgspec

from wechoose.base.settings import Settings
from wechoose.base.site import Site
from wechoose.crowds.people import draw_people
from wechoose.signing.addresses import canonical
from wechoose.signing.people import Person, seal_person

DAYS = timedelta(days=45)
# Who does not confirm is forgotten after two weeks, so only the latest may be waiting.
LATELY = timedelta(days=10)
PAUSE = timedelta(hours=1)
BROUGHT_BY_PARTNERS = 0.3
EVERYWHERE = ""
CHANNELS = {"web": 80, "api": 15, "paper": 5}


class Filling(msgspec.Struct, frozen=True):
    """How many signers sign how many (`each`) of these demands, and what part of them has not confirmed.

    `letters`: those that were sent to them lately are still in the outbox.
    """

    signers: int
    slugs: tuple[str, ...]
    each: int = 1
    pending: float = 0.0
    letters: bool = False
    seed: int = 1


class Ground(msgspec.Struct, frozen=True):
    """What is the same for all chunks; `partners` are ids by the state they are at home in, EVERYWHERE for the rest."""

    settings: Settings
    url: str
    filling: Filling
    demand_ids: tuple[int, ...]
    partners: dict[str, list[int]]
    now: datetime


class Signer(msgspec.Struct, frozen=True):
    """One invented signer and what they sign; partner_id is 0 where nobody brought them."""

    bucket: int
    signer_key: bytes
    sealed: bytes
    demand_ids: tuple[int, ...]
    state: str
    zip: str
    partner_id: int
    channel: str
    signed_at: datetime
    verified_at: datetime | None


def draw_signers(ground: Ground, site: Site, first: int, size: int) -> Iterator[Signer]:
    filling = ground.filling
    # No two chunks of any two fillings draw the same people.
    seed = filling.seed * 1_000_000_000 + first
    chance = Random(f"signers {seed}")  # noqa: S311 (nothing secret is drawn)
    demand_ids = ground.demand_ids * 2
    channels = chance.choices(list(CHANNELS), list(CHANNELS.values()), k=size)
    for number, supporter in enumerate(draw_people(size, seed)):
        bucket, key = site.signer_key(canonical(supporter.email))
        person = Person(supporter.given_name, supporter.family_name, supporter.email)
        brought_by = _partner(ground, chance, supporter.state)
        begin = number % len(ground.demand_ids)
        signed_at, verified_at = _times(ground, chance)
        yield Signer(
            bucket,
            key,
            seal_person(site.seals, key, person),
            demand_ids[begin : begin + filling.each],
            supporter.state,
            supporter.zip,
            brought_by,
            "widget" if brought_by else channels[number],
            signed_at,
            verified_at,
        )


def _partner(ground: Ground, chance: Random, state: str) -> int:
    if chance.random() > BROUGHT_BY_PARTNERS:
        return 0
    return chance.choice(ground.partners.get(state) or ground.partners.get(EVERYWHERE) or [0])


def _times(ground: Ground, chance: Random) -> tuple[datetime, datetime | None]:
    """When somebody signed and, unless they still think about it, confirmed a while later."""
    if chance.random() < ground.filling.pending:
        return ground.now - LATELY * chance.random(), None
    signed_at = ground.now - DAYS * (0.01 + 0.99 * chance.random())
    return signed_at, signed_at + PAUSE * chance.random()
