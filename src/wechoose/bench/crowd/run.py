"""The crowd: a site of its own, thousands of supporters who sign and confirm, and whether all of it is there."""

import asyncio
import time
from collections.abc import Callable
from random import Random

import msgspec

from wechoose.base.site import Site
from wechoose.bench.crowd.books import audit, compare_list
from wechoose.bench.crowd.observers import watching
from wechoose.bench.crowd.processes import Load
from wechoose.bench.crowd.visiting import Outcome, Progress
from wechoose.bench.crowd.visits import Visit
from wechoose.bench.inside import opened_site, postgres_version
from wechoose.bench.machine import busy_seconds, cpu_of, describe_versions
from wechoose.bench.processes import Sink
from wechoose.bench.served import Served
from wechoose.crowds.people import draw_people
from wechoose.demands.demands import all_demands

SEED = 89
MOST_AT_ONCE = 3

Say = Callable[[str], None]


class Order(msgspec.Struct, frozen=True):
    """What `bench crowd` was asked for."""

    signers: int
    clients: int
    workers: int


class Result(msgspec.Struct, frozen=True):
    """`lost`: what was acknowledged and is missing; `differences`: whatever else is not exact; both in words."""

    order: Order
    outcome: Outcome
    looks: dict[str, int]
    lost: list[str]
    differences: list[str]
    cpu: dict[str, float]
    versions: str


def run_crowd(order: Order, say: Say, step: Callable[[Progress], None]) -> Result:
    with Sink() as sink:
        settings = {"WECHOOSE_SMTP_URL": sink.url, "WECHOOSE_LIMITS": "off"}
        say("Starting a site …")
        with Served(order.workers, settings) as served:
            result = asyncio.run(_run(order, served, sink, say, step))
            if result.lost or result.differences:
                served.kept = True
                say(f"The data are kept in {served.data_dir}.")
            return result


def plan_visits(signers: int, slugs: list[str]) -> list[Visit]:
    """Who signs which one to three demands at once, every other one through the page and its form."""
    chance = Random(SEED)  # noqa: S311 (nothing secret is drawn)
    return [
        Visit(
            supporter,
            tuple(chance.sample(slugs, chance.randint(1, MOST_AT_ONCE))),
            "web" if number % 2 else "api",
        )
        for number, supporter in enumerate(draw_people(signers, SEED))
    ]


async def _run(
    order: Order, served: Served, sink: Sink, say: Say, step: Callable[[Progress], None]
) -> Result:
    async with opened_site(served) as site:
        async with site.database.transaction(read_only=True) as db:
            slugs = [demand.slug for demand in await all_demands(db)]
            versions = describe_versions(await postgres_version(db))
        visits = plan_visits(order.signers, slugs)
        say(f"{order.signers:,} supporters sign and confirm, {order.clients} clients at once …")
        spent = _Spent(served, sink)
        async with watching(served.url, site.database, slugs) as observer:
            with Load(served.url, visits, order.clients, sink) as load:
                outcome = await asyncio.to_thread(load.wait, step)
            await observer.settle(_confirmed(outcome.visits, slugs))
        cpu = spent.with_load(outcome.cpu_seconds)
        say("Comparing what was acknowledged with what is there …")
        lost, differences = await _audit(site, served, slugs, outcome.visits)
    return Result(order, outcome, observer.looks, lost, observer.faults + differences, cpu, versions)


async def _audit(
    site: Site, served: Served, slugs: list[str], visits: list[Visit]
) -> tuple[list[str], list[str]]:
    async with site.database.transaction(read_only=True) as db:
        lost, differences = await audit(db, site, visits)
    lost += [
        f"no letter came to a signer of {visit.slugs[0]}"
        for visit in visits
        if visit.signed_at and not visit.letters
    ]
    differences += [f"a visitor got {visit.trouble}" for visit in visits if visit.trouble]
    check = await asyncio.to_thread(served.command, "check")
    if check.returncode:
        differences += [*check.stdout.splitlines(), *check.stderr.splitlines()]
    for slug in slugs:
        differences += await asyncio.to_thread(_compare_export, served, slug, visits)
    return lost, differences


def _compare_export(served: Served, slug: str, visits: list[Visit]) -> list[str]:
    file = served.data_dir / f"{slug}.csv"
    export = served.command("export", slug, "-o", str(file))
    return [f"export: {export.stderr}"] if export.returncode else compare_list(file, slug, visits)


def _confirmed(visits: list[Visit], slugs: list[str]) -> dict[str, int]:
    return {slug: sum(slug in visit.slugs and bool(visit.confirmed_at) for visit in visits) for slug in slugs}


class _Spent:
    """CPU seconds used since it was made, by role, the load's taken from its own account."""

    def __init__(self, served: Served, sink: Sink) -> None:
        self._served, self._sink = served, sink
        self._before, self._busy_before = self._now(), busy_seconds()

    def with_load(self, load: float) -> dict[str, float]:
        """`others` is what this machine did meanwhile for anybody else: figures are good when that is little."""
        busy = busy_seconds() - self._busy_before
        ours = {role: seconds - self._before[role] for role, seconds in self._now().items()} | {"load": load}
        return ours | {"others": max(0.0, busy - sum(ours.values()))}

    def _now(self) -> dict[str, float]:
        return cpu_of(self._served) | {"sink": self._sink.cpu_seconds, "observers": time.process_time()}
