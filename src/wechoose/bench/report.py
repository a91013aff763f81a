"""The report of a crowd: a table for people, figures for a file."""

from collections import Counter

from wechoose.bench.crowd import Result
from wechoose.bench.figures import Figure, Pace, pace, pace_of
from wechoose.bench.machine import describe_machine
from wechoose.bench.visits import BROKEN

# Kind of answer, what it is called in the table, and the statuses of a good one.
KINDS = (
    ("page", "demand page", (200,)),
    ("token", "form token", (200,)),
    ("sign", "sign", (202, 303)),
    ("open", "open the link", (200,)),
    ("confirm", "confirm", (303,)),
)
MAIL = "letter"
MOST_SHOWN = 20


def paces(result: Result) -> dict[str, Pace]:
    """By what it is called in the table; the letter's time is from the acknowledgement to its arrival."""
    answers = result.outcome.answers
    mailed = [visit for visit in result.outcome.visits if visit.signed_at and visit.mailed_at]
    lags = [max(0.0, visit.mailed_at - visit.signed_at) for visit in mailed]
    letters = pace([visit.mailed_at for visit in mailed], lags)
    return {name: pace_of(answers, kind, statuses) for kind, name, statuses in KINDS} | {MAIL: letters}


def as_figures(result: Result) -> list[Figure]:
    lost, differences = len(result.lost), len(result.differences)
    return [
        Figure(
            f"crowd {name}",
            result.order.clients,
            found.median_rate,
            found.p50_ms,
            found.p99_ms,
            None,
            None,
            lost,
            differences,
        )
        for name, found in paces(result).items()
    ]


def as_text(result: Result) -> str:
    return "\n".join([*_table(result), "", *_facts(result), "", *_verdict(result)])


def _table(result: Result) -> list[str]:
    heads = ("", "count", "per second", "median second", "p50 ms", "p99 ms")
    rows = [
        (
            name,
            f"{it.count:,}",
            f"{it.rate:,.0f}",
            f"{it.median_rate:,.0f}",
            f"{it.p50_ms:,.1f}",
            f"{it.p99_ms:,.1f}",
        )
        for name, it in paces(result).items()
    ]
    return ["".join(f"{cell:>15}" for cell in row) for row in (heads, *rows)]


def _facts(result: Result) -> list[str]:
    order, visits = result.order, result.outcome.visits
    confirmed = [visit for visit in visits if visit.confirmed_at]
    signatures = sum(len(visit.slugs) for visit in confirmed)
    twice = sum(max(0, visit.letters - 1) for visit in visits)
    cpu = ", ".join(f"{role} {seconds:.1f}" for role, seconds in result.cpu.items())
    looks = ", ".join(f"{number:,} {what}" for what, number in result.looks.items())
    return [
        f"Verified    {signatures:,} signatures of {len(confirmed):,} signers out of {order.signers:,}",
        f"Asked again {_asked_again(result) or 'never'}; second letters {twice:,}",
        f"Looked      {looks}",
        f"CPU seconds {cpu}",
        f"Machine     {describe_machine()}",
        f"Versions    {result.versions}",
        f"Settings    {order.workers} web processes, 1 worker, {order.clients} clients, limits off, SMTP on loopback",
    ]


def _asked_again(result: Result) -> str:
    again = Counter(answer.status for answer in result.outcome.answers if answer.asks_to_come_back)
    return ", ".join(
        f"{number:,} × {'broken off' if status == BROKEN else status}" for status, number in again.items()
    )


def _verdict(result: Result) -> list[str]:
    found = Counter(result.lost + result.differences)
    lines = [f"  {number} × {what}" for what, number in found.most_common(MOST_SHOWN)]
    return [*lines, f"Lost {len(result.lost):,}, differences {len(result.differences):,}."]
