"""`bench confirm`: confirmations a second, beside an empty handler and beside pgbench, and whether all count."""

from collections.abc import Callable
from functools import partial

from wechoose.bench.acts import PIPELINED, Act, Order, measure, one_of, turns
from wechoose.bench.empty import Empty
from wechoose.bench.ledger import CONFIRMED, sealed_bytes
from wechoose.bench.pgbench import PgBench
from wechoose.bench.report import Findings
from wechoose.bench.sign import EMPTY_REQUESTS
from wechoose.bench.site import MeasuredSite, ask_empty, measured_site

EMPTY = "empty handler"


def run_confirm(
    order: Order, say: Callable[[str], None], begin: Callable[[int], Callable[[], None]]
) -> Findings:
    """`begin` is told how many turns there will be, and what it returns is called after each."""
    say("Starting a site …")
    with measured_site(order.workers) as site:
        reply = site.confirm_once()
        requests = [each.request for each in site.pending(EMPTY_REQUESTS)]
        with (
            PgBench(site.served, sealed_bytes(site.served)) as pgbench,
            Empty(order.workers, reply) as empty,
        ):
            empties = {
                EMPTY: lambda clients, seconds: ask_empty(empty, clients, seconds, requests, CONFIRMED)
            }
            acts = _acts(site, pgbench, order)
            say("Supporters sign, and confirm what they signed …")
            step = begin(turns(acts, empties, pgbench.confirm, order))
            measured = measure(acts, empties, pgbench.confirm, order, step)
        say("Comparing what was acknowledged with what is there …")
        return site.findings(measured.lines, measured.samples, order.rounds.words())


def _acts(site: MeasuredSite, pgbench: PgBench, order: Order) -> list[Act]:
    """Over all demands and states, and all on one demand from one state, whose tally is then everybody's."""
    return [
        Act("confirm", site.confirm, EMPTY),
        Act("confirm, one hot state", partial(site.confirm, hot=True), EMPTY, beside="confirm"),
        Act(PIPELINED, partial(pgbench.confirm, pipelined=True), only_at=one_of(order.clients)),
    ]
