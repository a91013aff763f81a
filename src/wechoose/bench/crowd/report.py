"""The report of a crowd: how fast each of its steps went, and how often it was asked or looked again."""

from collections import Counter
from collections.abc import Sequence

from wechoose.bench.crowd.run import Result
from wechoose.bench.crowd.visits import BROKEN, Answer
from wechoose.bench.figures import Pace, pace
from wechoose.bench.report import Findings, Line, describe

# Kind of answer, what it is called in the table, and the statuses of a good one.
KINDS = (
    ("page", "demand page", (200,)),
    ("token", "form token", (200,)),
    ("sign", "sign", (202, 303)),
    ("open", "open the link", (200,)),
    ("confirm", "confirm", (303,)),
)
MAIL = "letter"


def paces(result: Result) -> dict[str, Pace]:
    """By what it is called in the table; the letter's time is from the acknowledgement to its arrival."""
    answers = result.outcome.answers
    mailed = [visit for visit in result.outcome.visits if visit.signed_at and visit.mailed_at]
    lags = [max(0.0, visit.mailed_at - visit.signed_at) for visit in mailed]
    letters = pace([visit.mailed_at for visit in mailed], lags)
    return {name: pace_of(answers, kind, statuses) for kind, name, statuses in KINDS} | {MAIL: letters}


def pace_of(answers: Sequence[Answer], kind: str, statuses: Sequence[int]) -> Pace:
    good = [answer for answer in answers if answer.kind == kind and answer.status in statuses]
    return pace([answer.at for answer in good], [answer.seconds for answer in good])


def findings(result: Result) -> Findings:
    lines = [
        Line(
            name=f"crowd {name}",
            clients=result.order.clients,
            rate=found.median_rate,
            p50_ms=found.p50_ms,
            p99_ms=found.p99_ms,
            note=f"{found.count:,} at {found.rate:,.0f} a second overall",
        )
        for name, found in paces(result).items()
    ]
    return Findings(lines, _facts(result), result.lost, result.differences)


def _facts(result: Result) -> list[str]:
    order, visits = result.order, result.outcome.visits
    confirmed = [visit for visit in visits if visit.confirmed_at]
    signatures = sum(len(visit.slugs) for visit in confirmed)
    twice = sum(max(0, visit.letters - 1) for visit in visits)
    looks = ", ".join(f"{number:,} {what}" for what, number in result.looks.items())
    settings = f"{order.workers} web processes, 1 worker, limits off, SMTP on loopback"
    return [
        f"Verified    {signatures:,} signatures of {len(confirmed):,} signers out of {order.signers:,}",
        f"Asked again {_asked_again(result) or 'never'}; second letters {twice:,}",
        f"Looked      {looks}",
        *describe(result.versions, settings, result.cpu),
    ]


def _asked_again(result: Result) -> str:
    again = Counter(answer.status for answer in result.outcome.answers if answer.asks_to_come_back)
    return ", ".join(
        f"{number:,} × {'broken off' if status == BROKEN else status}" for status, number in again.items()
    )
