"""`bench growth`: the same load on sites with few signatures, with many and with very many: none must be slower."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from wechoose.base import clock
from wechoose.base.refusals import Refusal
from wechoose.base.settings import read_settings
from wechoose.bench.acts import Act, Measured, Order, Turn, measure, turns
from wechoose.bench.contest import cpu_total
from wechoose.bench.machine import describe_versions
from wechoose.bench.read import reading_turn, readings
from wechoose.bench.report import Findings, describe
from wechoose.bench.site import MeasuredSite, measured_site
from wechoose.crowds.filling import Filled, fill
from wechoose.crowds.signers import Filling
from wechoose.serving.ground import grounded

# As many wait for their confirmation as on a site that goes on growing.
PENDING = 0.05
# What a signature takes on disk with its signer, its letter, their indexes, and the log of making them.
BYTES_EACH = 1_000
# Of everything else that a site needs, its database's log first.
BYTES_OF_A_SITE = 4 * 10**9
PAGES = ("demand page", "counts")

Sites = Mapping[int, MeasuredSite]
"""Served sites by the number of signatures they had at first."""


def run_growth(
    sizes: Sequence[int],
    signed: Callable[[int], None],
    order: Order,
    say: Callable[[str], None],
    begin: Callable[[int], Callable[[], None]],
) -> Findings:
    """`signed` is told how many more there are while sites grow, `begin` how many turns there will be."""
    with ExitStack() as stack:
        sites: dict[int, MeasuredSite] = {}
        for size in sizes_that_fit(sizes, shutil.disk_usage(tempfile.gettempdir()).free, say):
            say(f"{size:,} sign …")
            sites[size] = stack.enter_context(measured_site(order.workers))
            _grow(sites[size], size, signed)
        acts = _acts(sites)
        say("Measuring in turn …")
        measured = measure(acts, {}, None, order, begin(turns(acts, {}, None, order)))
        say("Comparing what was acknowledged with what is there …")
        return _findings(sites, measured, order)


def sizes_that_fit(sizes: Sequence[int], free: int, say: Callable[[str], None]) -> list[int]:
    """From the smallest on; what the disk has no room for is left out, and said."""
    fitting = []
    for size in sorted(set(sizes)):
        free -= size * BYTES_EACH + BYTES_OF_A_SITE
        if free < 0:
            say(f"The disk has no room for a site of {size:,} signatures: not measured.")
        else:
            fitting.append(size)
    if not fitting:
        raise Refusal(f"{tempfile.gettempdir()} has no room for any of these sites.")
    return fitting


def _grow(site: MeasuredSite, size: int, step: Callable[[int], None]) -> None:
    settings = read_settings(site.served.environment)
    filling = Filling(size, tuple(site.survey.demands), pending=PENDING, letters=True)
    done = 0

    def tell(filled: Filled) -> None:
        nonlocal done
        step(filled.signers - done)
        done = filled.signers

    with grounded(settings) as url:
        filled = fill(settings, url, filling, tell)
    site.ledger.take_over(clock.now(), {"verified": filled.verified, "pending": filled.pending})


def _acts(sites: Sites) -> list[Act]:
    """Each at every size, one after the other, and beside the smallest."""
    by_size = {size: _turns(site) for size, site in sites.items()}
    smallest = min(sites)
    return [
        Act(
            f"{what} at {size:,}",
            turns_here[what],
            beside="" if size == smallest else f"{what} at {smallest:,}",
        )
        for what in by_size[smallest]
        for size, turns_here in by_size.items()
    ]


def _turns(site: MeasuredSite) -> dict[str, Turn]:
    read = {reading.name: reading_turn(site, reading) for reading in readings(site) if reading.name in PAGES}
    return {"sign": site.sign, "confirm": site.confirm, **read}


def _findings(sites: Sites, measured: Measured, order: Order) -> Findings:
    lost: list[str] = []
    differences: list[str] = []
    for size, site in sites.items():
        missing, odd = site.compare()
        lost += [f"at {size:,}: {sentence}" for sentence in missing]
        differences += [f"at {size:,}: {sentence}" for sentence in odd]
    answers = [f"Answers at {size:,}: {site.ledger.describe()}" for size, site in sites.items()]
    settings = f"{order.workers} web processes for each size, no worker, limits off, {order.rounds.words()}"
    versions = describe_versions(next(iter(sites.values())).survey.postgres_version)
    told = describe(versions, settings, cpu_total(measured.samples))
    return Findings(measured.lines, [*answers, *told], lost, differences)
