"""The run: a site with so many signers of one demand, lists taken in turn, and a visitor who looks on meanwhile."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec

from wechoose.base.database import Connection
from wechoose.base.settings import read_settings
from wechoose.base.site import Site
from wechoose.bench.export.books import Books, compare, read_file, read_site
from wechoose.bench.export.taking import Leader, Taken, export
from wechoose.bench.figures import quantile
from wechoose.bench.inside import look_inside, postgres_version
from wechoose.bench.machine import busy_seconds, cpu_of, describe_versions
from wechoose.bench.plan import Client, raw_request
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.served import Served
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.demands.demands import find_demand
from wechoose.serving.ground import grounded

Say = Callable[[str], None]
Step = Callable[[int], None]

SLUG = "community-schools"
FORMS = ("csv", "xlsx")
# One who looks at the page every 20 ms.
VISITS_A_SECOND = 50
QUIET_SECONDS = 3
LONGEST_SECONDS = 300


class Order(msgspec.Struct, frozen=True):
    """What `bench export` was asked for."""

    signers: int
    rounds: int
    workers: int


class Measured(msgspec.Struct):
    """What came of it so far: how each list was taken in each round, and how long pages took meanwhile, in seconds."""

    taken: dict[str, list[Taken]] = msgspec.field(default_factory=lambda: defaultdict(list))
    pages: dict[str, list[float]] = msgspec.field(default_factory=lambda: defaultdict(list))
    lost: list[str] = []
    differences: list[str] = []


def run_export(order: Order, say: Say, step: Step) -> Findings:
    say("Starting a site …")
    with Served(order.workers, {"WECHOOSE_LIMITS": "off"}) as served:
        say(f"{order.signers:,} supporters sign …")
        fill_site(served, order.signers, step)
        wanted, versions = _read(served)
        used = Used(served)
        measured = _measure(served, order, wanted, say)
        cpu = used.by_role()
        check = served.command("check")
        if check.returncode:
            measured.differences += [*check.stdout.splitlines(), *check.stderr.splitlines()]
        served.kept = bool(measured.lost or measured.differences)
    settings = f"{order.signers:,} signers, {order.rounds} rounds, {order.workers} web processes, 1 worker"
    facts = describe(versions, settings, cpu)
    return Findings(_lines(order, measured), facts, measured.lost, measured.differences)


def fill_site(served: Served, signers: int, step: Step) -> None:
    settings = read_settings(served.environment)
    with grounded(settings) as url:
        fill(settings, url, Filling(signers, (SLUG,)), lambda filled: step(filled.signers))


def _read(served: Served) -> tuple[Books, str]:
    """What the lists must say, and the versions of everything."""

    async def look(site: Site, db: Connection) -> tuple[Books, str]:
        books = await read_site(site, db, (await find_demand(db, SLUG)).demand_id)
        return books, describe_versions(await postgres_version(db))

    return look_inside(served, look)


def _measure(served: Served, order: Order, wanted: Books, say: Say) -> Measured:
    measured, leader = Measured(), Leader(served)
    # The first of everything takes time and memory that the next does not.
    for form in FORMS:
        leader.download(SLUG, form, served.data_dir / f"list.{form}")
    with visiting(served, measured.pages["page, nothing else going on"]):
        time.sleep(QUIET_SECONDS)
    for number in range(order.rounds):
        say(f"Taking lists, round {number + 1} of {order.rounds} …")
        for form in FORMS:
            file = served.data_dir / f"list.{form}"
            name = form.upper()
            with visiting(served, measured.pages[f"page, while {name} is downloaded"]):
                measured.taken[f"{name} from the desk"].append(leader.download(SLUG, form, file))
            _compare(file, wanted, measured)
            measured.taken[f"{name} by the command"].append(export(served, SLUG, form, file))
            _compare(file, wanted, measured)
    return measured


def _compare(file: Path, wanted: Books, measured: Measured) -> None:
    lost, odd = compare(file.suffix[1:].upper(), wanted, read_file(file))
    measured.lost += lost
    measured.differences += odd
    file.unlink()


@contextmanager
def visiting(served: Served, took: list[float]) -> Iterator[None]:
    """Somebody reads the demand's page meanwhile; how long they waited goes into `took`."""
    look = raw_request("GET", f"/demands/{SLUG}")
    looks = ((number / VISITS_A_SECOND, look) for number in range(1, LONGEST_SECONDS * VISITS_A_SECOND))
    with Client(served.url, 1, looks) as client:
        client.start(LONGEST_SECONDS)
        yield
        client.stop()
        took += [answer.seconds for answer in client.wait().answers if answer.status == 200]


def _lines(order: Order, measured: Measured) -> list[Line]:
    lists = [_list(name, taken, order.signers) for name, taken in measured.taken.items()]
    return [*lists, *(page_line(name, sorted(took)) for name, took in measured.pages.items())]


def _list(name: str, taken: list[Taken], signers: int) -> Line:
    """Medians; the times are those to the first byte."""
    first = sorted(it.first_byte for it in taken if it.first_byte is not None)
    memory = median(it.memory for it in taken) / 2**20
    held = f"{memory:.0f} MB over idle; times are to the first byte" if first else f"{memory:.0f} MB in all"
    return Line(
        name=name,
        clients=1,
        rate=signers / median(it.seconds for it in taken),
        p50_ms=quantile(first, 0.5) if first else None,
        p99_ms=quantile(first, 0.99) if first else None,
        note=f"rows a second; {held}",
    )


def page_line(name: str, took: list[float]) -> Line:
    return Line(
        name=name,
        clients=1,
        rate=VISITS_A_SECOND,
        p50_ms=quantile(took, 0.5),
        p99_ms=quantile(took, 0.99),
        note=f"at most {took[-1] * 1000:,.0f} ms",
    )


class Used:
    """CPU seconds from now on, by role: makers of lists are the web processes' children, commands ours."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._before, self._busy = self._now(), busy_seconds()

    def by_role(self) -> dict[str, float]:
        used = {role: seconds - self._before[role] for role, seconds in self._now().items()}
        return used | {"others": max(0.0, busy_seconds() - self._busy - sum(used.values()))}

    def _now(self) -> dict[str, float]:
        ours = os.times()
        return cpu_of(self._served) | {
            "commands": ours.children_user + ours.children_system,
            "measuring": ours.user + ours.system,
        }
