"""The demo: a pledge beside the nine demands, and an invented, believable crowd on an empty site, counted exactly."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.base.words import SOURCE_LANGUAGE
from wechoose.campaign.pledging import add_pledge
from wechoose.crowds.people import Supporter, draw_people
from wechoose.demands.acts import Act, acts_of
from wechoose.signing.addresses import canonical
from wechoose.signing.arrivals import note_arrivals_of_all
from wechoose.signing.people import Person, seal_person
from wechoose.signing.promised import Promise, write_promises
from wechoose.signing.tallies import Slot, add_tallies

sql = queries("demo/demo")

Drawn = TypeVar("Drawn")
# Partner, source, channel and the wording that was ticked.
Way = tuple[int | None, str | None, str, int | None]

CROWD = 6_000
DAYS = 45
SEED = 2015
# How popular the demands are, first to last; each supporter signs one to four of them.
WEIGHTS = (10, 5, 4, 4, 5, 6, 7, 5, 3)
# Where the coalition is at home people sign so many times as often as elsewhere: were they alike everywhere, the
# map per capita would say nothing.
TIMES = {9: "NJ", 8: "DC", 7: "MI WI", 6: "IL", 4: "LA MD NY PA", 3: "MA MN OH", 2: "CA CO CT GA MO NM OR TN"}
STRONG = {state: times for times, states in TIMES.items() for state in states.split()}
ALONE = {"web": 96, "paper": 4}
# Through a partner: its link, its widget or its own program, often from a mailing or a post that has a code.
BROUGHT = {"widget": 60, "web": 34, "api": 6}
SOURCES = {None: 40, "newsletter": 24, "instagram": 14, "website/footer": 12, "text-message": 10}
# How many of those whom a partner brings tick that it may write to them.
CONSENTING = 0.45
PARTNERED = 0.4
# How many of those who signed also pledge, and how popular the acts are, first to last.
PLEDGING = 0.14
ACTING = (7, 3, 10, 2, 6)
CHANGING = 0.15
# Who does not confirm is forgotten after two weeks, so only the latest may be waiting.
LATELY = timedelta(days=10)
UNCONFIRMED = 0.15


class Asking(msgspec.Struct, frozen=True):
    """A partner; a state's coalition brings people of that state only."""

    partner_id: int
    state: str | None
    wording_id: int


class Signed(msgspec.Struct, frozen=True):
    """One invented signature, as a row."""

    bucket: int
    demand_id: int
    signer_key: bytes
    status: str
    state: str
    zip: str
    partner_id: int | None
    source: str | None
    channel: str
    wording_id: int | None
    signed_at: datetime
    verified_at: datetime | None
    promises: str | None = None


async def move_in(db: Connection, site: Site) -> str:
    """Fill the site unless it has signers; says what happened."""
    await sql.wait_for_turn(db)
    if await sql.are_there_signers(db):
        return "The site has signers already; the crowd stays as it is."
    now = clock.now()
    chance = Random(SEED)  # noqa: S311 (nothing secret is drawn)
    supporters = list(islice(_campaigning(chance), CROWD))
    pledge_id = await add_pledge(db)
    acts = (await acts_of(db, [pledge_id], SOURCE_LANGUAGE))[pledge_id]
    demand_ids = [row["demand_id"] for row in await sql.demand_ids(db)]
    coalition = [Asking(**row) for row in await sql.coalition(db)]
    await sql.open_earlier(db, at=now - timedelta(days=DAYS))
    keys = [site.signer_key(canonical(supporter.email)) for supporter in supporters]
    await _add_signers(db, site, supporters, keys, now)
    rows = [
        row
        for supporter, key in zip(supporters, keys, strict=True)
        for row in _sign(chance, supporter, key, demand_ids, coalition, now)
    ]
    rows += _pledge(rows, pledge_id, acts, now)
    await _add_signatures(db, rows)
    await note_arrivals_of_all(db, site.settings.limits)
    await sql.note_demo(db, value=now.isoformat())
    return f"{len(supporters):,} invented supporters signed {len(rows):,} times."


def _campaigning(chance: Random) -> Iterator[Supporter]:
    strongest = max(STRONG.values())
    for supporter in draw_people(CROWD * strongest, SEED):
        if chance.random() * strongest < STRONG.get(supporter.state, 1):
            yield supporter


def _sign(
    chance: Random,
    supporter: Supporter,
    key: tuple[int, bytes],
    demand_ids: list[int],
    coalition: list[Asking],
    now: datetime,
) -> list[Signed]:
    # More of them lately: a campaign that is growing.
    signed_at = now - timedelta(days=DAYS) * (1 - chance.random() ** 0.6)
    near = [each for each in coalition if each.state in (None, supporter.state)]
    pending = now - signed_at < LATELY and chance.random() < UNCONFIRMED
    chosen = {*chance.choices(demand_ids, WEIGHTS[: len(demand_ids)], k=chance.choice((1, 1, 2, 3, 4)))}
    verified_at = None if pending else min(now, signed_at + timedelta(minutes=chance.expovariate(1 / 20)))
    return [
        Signed(
            *(key[0], demand_id, key[1], "pending" if pending else "verified"),
            *(supporter.state, supporter.zip, *way, signed_at, verified_at),
        )
        for demand_id, way in zip(sorted(chosen), _ways(chance, near), strict=False)
    ]


def _pledge(rows: list[Signed], pledge_id: int, acts: Sequence[Act], now: datetime) -> list[Signed]:
    """Some of those who were counted choose acts right away, where they are thanked."""
    chance = Random(SEED)  # noqa: S311 (nothing secret is drawn)
    counted = {row.signer_key: row for row in rows if row.verified_at}
    return [
        msgspec.structs.replace(
            row,
            demand_id=pledge_id,
            channel="web",
            wording_id=None,
            signed_at=row.verified_at,
            promises=write_promises(_promises(chance, acts, now)),
        )
        for row in counted.values()
        if chance.random() < PLEDGING
    ]


def _promises(chance: Random, acts: Sequence[Act], now: datetime) -> tuple[Promise, ...]:
    chosen = {*chance.choices(range(len(acts)), ACTING[: len(acts)], k=chance.choice((1, 1, 2, 3)))}
    return tuple(_promise(chance, acts[place], now) for place in sorted(chosen))


def _promise(chance: Random, act: Act, now: datetime) -> Promise:
    """Half of them know the day."""
    if act.detail == "number":
        return Promise(act.act_id, number=chance.choice((2, 3, 5, 5, 5, 6, 8, 12)))
    known = act.detail == "date" and chance.random() < 1 / 2
    return Promise(act.act_id, day=(now + timedelta(days=chance.randint(2, 60))).date() if known else None)


def _ways(chance: Random, near: list[Asking]) -> Iterator[Way]:
    """For each demand: most people come the same way each time, some by another."""
    way = _way(chance, near)
    while True:
        yield way
        if chance.random() < CHANGING:
            way = _way(chance, near)


def _way(chance: Random, near: list[Asking]) -> Way:
    if not near or chance.random() > PARTNERED:
        return None, None, _draw(chance, ALONE), None
    # The first of the coalition bring more than the last.
    partner = near[min(int(chance.expovariate(4 / len(near))), len(near) - 1)]
    channel = _draw(chance, BROUGHT)
    source = None if channel == "api" else _draw(chance, SOURCES)
    return partner.partner_id, source, channel, partner.wording_id if chance.random() < CONSENTING else None


def _draw(chance: Random, weights: dict[Drawn, int]) -> Drawn:
    return chance.choices(list(weights), list(weights.values()))[0]


async def _add_signers(
    db: Connection, site: Site, supporters: list[Supporter], keys: list[tuple[int, bytes]], now: datetime
) -> None:
    people = [
        Person(supporter.given_name, supporter.family_name, supporter.email) for supporter in supporters
    ]
    await sql.add_signers(
        db,
        buckets=[bucket for bucket, _key in keys],
        signer_keys=[key for _bucket, key in keys],
        sealed=[
            seal_person(site.seals, key, person) for (_bucket, key), person in zip(keys, people, strict=True)
        ],
        at=now,
    )


async def _add_signatures(db: Connection, rows: list[Signed]) -> None:
    columns = {name: [getattr(row, name) for row in rows] for name in Signed.__struct_fields__}
    await sql.add_signatures(db, **columns)
    await sql.add_consents(db)
    await sql.add_act_tallies(db)
    counted = (row for row in rows if row.status == "verified")
    await add_tallies(
        db,
        Counter(Slot(row.bucket, row.demand_id, row.state, row.channel) for row in counted),
    )
