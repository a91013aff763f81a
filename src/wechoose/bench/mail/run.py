"""The run: a full queue drained into one sink and another, then letters on their way while people sign."""

from collections import Counter
from collections.abc import Callable

import msgspec

from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.bench.figures import pace
from wechoose.bench.inside import Survey, look_inside, survey
from wechoose.bench.machine import describe_versions
from wechoose.bench.mail.queue import Due, fill_queue, sql
from wechoose.bench.mail.received import Received, compare, key_of
from wechoose.bench.mail.steady import sign_steadily
from wechoose.bench.mail.worker import Worker
from wechoose.bench.processes import Sink
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.served import Served
from wechoose.bench.sink import AIOSMTPD, OURS
from wechoose.mail.sending import CLERKS

Say = Callable[[str], None]


class Order(msgspec.Struct, frozen=True):
    """What `bench mail` was asked for: so many letters a queue, and so many signings a second for so long."""

    letters: int
    signings: int
    seconds: int


class Measured(msgspec.Struct):
    """What came of it so far."""

    lines: list[Line] = []
    cpu: Counter[str] = msgspec.field(default_factory=Counter)
    lost: list[str] = []
    differences: list[str] = []


def run_mail(order: Order, say: Say) -> Findings:
    say("Starting a site …")
    served = Served(1, {"WECHOOSE_LIMITS": "off"})
    served.options = ("--no-worker",)
    with served:
        found, measured = survey(served), Measured()
        for number, kind in enumerate((OURS, AIOSMTPD)):
            _drain(order, served, found, kind, number, measured, say)
        _keep_pace(order, served, found, measured, say)
        measured.differences += _unsent(served)
        versions = describe_versions(found.postgres_version)
    settings = f"1 worker with {CLERKS} connections, 1 web process, limits off, SMTP on loopback without TLS"
    facts = describe(versions, settings, measured.cpu)
    return Findings(measured.lines, facts, measured.lost, measured.differences)


def _drain(
    order: Order, served: Served, found: Survey, kind: str, number: int, measured: Measured, say: Say
) -> None:
    say(f"Filling the queue with {order.letters:,} letters …")
    due = fill_queue(served, tuple(found.demands), order.letters, seed=10 * (number + 1))
    say(f"The worker drains it into {_name(kind)} …")
    with Sink(kind) as sink:
        received = Received(sink.links)
        with Worker(served, sink) as worker:
            before, count = Counter(worker.cpu()), len(received.links)
            received.wait_for(order.letters)
            spent = Counter(worker.cpu())
            spent.subtract(before)
        _note(measured, found, due, received)
    measured.cpu.update(spent)
    came = received.links
    measured.lines.append(
        Line(
            name=f"drain into {_name(kind)}",
            clients=CLERKS,
            rate=pace([link.at for link in came], [0.0] * len(came)).median_rate,
            cpu_ms=_each(spent, len(came) - count),
            note=f"{len(came):,} letters, the median second",
        )
    )


def _keep_pace(order: Order, served: Served, found: Survey, measured: Measured, say: Say) -> None:
    say(f"{order.signings} supporters a second sign …")
    with Sink() as sink:
        received = Received(sink.links)
        with Worker(served, sink) as worker:
            before = Counter(worker.cpu())
            signed = sign_steadily(served, found, order.signings, order.seconds)
            received.wait_for(len(signed.due))
            spent = Counter(worker.cpu())
            spent.subtract(before)
        _note(measured, found, signed.due, received)
    measured.differences += signed.odd
    measured.cpu.update(spent)
    came = [(link.at, key_of(found.site, link)) for link in received.links]
    waits = {key: max(0.0, at - signed.at[key]) for at, key in came if key in signed.at}
    mailed = pace([at for at, key in came if key in waits], list(waits.values()))
    measured.lines.append(
        Line(
            name="from signed to mailed",
            clients=CLERKS,
            rate=mailed.median_rate,
            p50_ms=mailed.p50_ms,
            p99_ms=mailed.p99_ms,
            cpu_ms=_each(spent, len(came)),
            note=f"while {order.signings} a second sign",
        )
    )


def _note(measured: Measured, found: Survey, due: Due, received: Received) -> None:
    lost, odd = compare(found.site, due, received.links)
    measured.lost += lost
    measured.differences += odd


def _each(spent: Counter[str], letters: int) -> dict[str, float]:
    return {role: 1000 * spent[role] / max(1, letters) for role in ("worker", "database", "sink")}


def _unsent(served: Served) -> list[str]:
    """What the outbox says of letters that came: they must be marked, all of them."""

    async def look(_site: Site, db: Connection) -> list[str]:
        rows = await sql.count_unsent(db)
        return [f"a letter is {row['status']}" for row in rows for _letter in range(row["number"])]

    return look_inside(served, look)


def _name(kind: str) -> str:
    return "aiosmtpd" if kind == AIOSMTPD else "a sink"
