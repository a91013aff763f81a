"""Benchmarks that measure in turns: the same work again and again, beside what it is compared with."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from wechoose.bench.options import measure_options, need_extra, progress, say, web_processes

CLIENTS = (1, 16, 64, 256)
SIZES = (10_000, 1_000_000, 10_000_000)


@click.command()
@measure_options(*CLIENTS)
def sign(**given: Any) -> None:
    """Sign as fast as it goes, beside an empty handler and beside pgbench; all of it must be there."""
    need_extra()
    from wechoose.bench.sign import run_sign

    _measure(run_sign, **given)


@click.command()
@measure_options(*CLIENTS)
def confirm(**given: Any) -> None:
    """Confirm as fast as it goes, beside an empty handler and beside pgbench; all of it must count."""
    need_extra()
    from wechoose.bench.confirm import run_confirm

    _measure(run_confirm, **given)


@click.command()
@measure_options(64)
def read(**given: Any) -> None:
    """Read pages and counts, beside an empty handler with as many bytes, quiet and under 100 confirmations a second."""
    need_extra()
    from wechoose.bench.read import run_read

    _measure(run_read, **given)


@click.command()
@click.option(
    "--sizes",
    multiple=True,
    default=SIZES,
    show_default=True,
    type=click.IntRange(100),
    help="Signatures that a site has at first; may be repeated. Ten million take minutes, and 20 GB of disk.",
)
@measure_options(64)
def growth(sizes: tuple[int, ...], **given: Any) -> None:
    """Sign, confirm and read on a small site, a large one and a very large one, in turn: none must be slower."""
    need_extra()
    from wechoose.bench.growth import run_growth

    with progress(sum(sizes), "Signed") as bar:
        _measure(partial(run_growth, sizes, bar.update), **given)


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
