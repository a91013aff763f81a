"""`bench sign`: signatures a second, beside an empty handler and beside pgbench, and whether all of them are there."""

from collections.abc import Callable
from functools import partial

from wechoose.bench.acts import PIPELINED, Act, Order, Turn, measure, one_of, turns
from wechoose.bench.empty import Empty
from wechoose.bench.ledger import SIGNED, sealed_bytes
from wechoose.bench.pgbench import PgBench
from wechoose.bench.report import Findings
from wechoose.bench.site import MeasuredSite, ask_empty, measured_site

# Different ones, as many as make no difference to an empty handler.
EMPTY_REQUESTS = 1_000
EMPTY_JSON, EMPTY_FORM = "empty handler, JSON", "empty handler, form"


def run_sign(
    order: Order, say: Callable[[str], None], begin: Callable[[int], Callable[[], None]]
) -> Findings:
    """`begin` is told how many turns there will be, and what it returns is called after each."""
    say("Starting a site …")
    with measured_site(order.workers) as site:
        json, page = site.sign_once("json"), site.sign_once("form")
        with (
            PgBench(site.served, sealed_bytes(site.served)) as pgbench,
            Empty(order.workers, json) as empty_json,
            Empty(order.workers, page) as empty_form,
        ):
            acts = _acts(site, pgbench, order)
            empties = {
                EMPTY_JSON: _empty_turn(site, empty_json, "json"),
                EMPTY_FORM: _empty_turn(site, empty_form, "form"),
            }
            say("Supporters sign …")
            step = begin(turns(acts, empties, pgbench.sign, order))
            measured = measure(acts, empties, pgbench.sign, order, step)
        say("Comparing what was acknowledged with what is there …")
        return site.findings(measured.lines, measured.samples, order.rounds.words())


def _acts(site: MeasuredSite, pgbench: PgBench, order: Order) -> list[Act]:
    """Over all demands and states, all on one demand from one state, and by the form of a page."""
    once = one_of(order.clients)
    return [
        Act("sign", site.sign, EMPTY_JSON),
        Act("sign, one hot state", partial(site.sign, hot=True), EMPTY_JSON, beside="sign"),
        Act("sign by form", partial(site.sign, form="form"), EMPTY_FORM, beside="sign", only_at=once),
        Act(PIPELINED, partial(pgbench.sign, pipelined=True), only_at=once),
    ]


def _empty_turn(site: MeasuredSite, empty: Empty, form: str) -> Turn:
    requests = [signing.request for signing in site.supporters.sign(EMPTY_REQUESTS, form)]
    return lambda clients, seconds: ask_empty(empty, clients, seconds, requests, SIGNED)
