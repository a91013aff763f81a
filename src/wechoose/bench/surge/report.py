"""The report of a surge: how long things took, what was refused and how soon, and how much was carried at the top."""

from collections import Counter
from collections.abc import Iterable, Sequence

from wechoose.bench.figures import quantile
from wechoose.bench.ledger import REFUSED
from wechoose.bench.machine import describe_versions
from wechoose.bench.plan import Answer
from wechoose.bench.report import Findings, Line, describe
from wechoose.bench.surge.carried import carried
from wechoose.bench.surge.replay import SIGN, Kind, Replayed

NEVER_SENT = "never sent"


def report(replays: Sequence[Replayed], watchers: int, settings: str) -> Findings:
    lines = [line for replayed in replays for line in _lines(replayed, watchers)]
    facts = [fact for replayed in replays for fact in _facts(replayed)]
    total = Counter[str]()
    for replayed in replays:
        total.update(replayed.cpu)
    return Findings(
        lines,
        [*facts, *describe(describe_versions(replays[0].versions), settings, total)],
        [sentence for replayed in replays for sentence in replayed.lost],
        [sentence for replayed in replays for sentence in replayed.differences],
    )


def _lines(replayed: Replayed, watchers: int) -> list[Line]:
    times, seconds = f"×{replayed.replay.times:g}", replayed.replay.seconds
    lines = [_line(f"{times} {what}", kind, seconds) for what, kind in replayed.kinds.items() if kind.answers]
    letters, seen = replayed.letters or [0.0], replayed.seen
    letter = Line(
        name=f"{times} letter",
        clients=1,
        rate=len(replayed.letters) / seconds,
        p50_ms=quantile(letters, 0.5),
        p99_ms=quantile(letters, 0.99),
        note=f"the last came {replayed.drained:.1f} s after the end",
    )
    live = Line(
        name=f"{times} live",
        clients=watchers,
        rate=seen.delays.total() / seconds,
        p50_ms=seen.quantile(0.5),
        p99_ms=seen.quantile(0.99),
        note="from an acknowledged confirmation to the count of each open page",
    )
    return [*lines, letter, live]


def _line(name: str, kind: Kind, seconds: float) -> Line:
    took = sorted(answer.seconds for answer in kind.answers if answer.is_good) or [0.0]
    return Line(
        name=name,
        clients=kind.clients,
        rate=sum(answer.is_good for answer in kind.answers) / seconds,
        p50_ms=quantile(took, 0.5),
        p99_ms=quantile(took, 0.99),
        note=carried([kind], seconds).words(),
    )


def _facts(replayed: Replayed) -> list[str]:
    kinds = replayed.kinds
    answers = [answer for kind in kinds.values() for answer in kind.answers]
    facts = {
        "Carried": carried(kinds.values(), replayed.replay.seconds).words(),
        "Answers": _statuses(answers),
        "Refused": _refusals(answers),
        "Sent late": _lateness(answers),
        "Verified": f"{replayed.verified:,} of {len(kinds[SIGN].answers):,} who came to sign",
        "CPU seconds": ", ".join(f"{role} {spent:.1f}" for role, spent in replayed.cpu.items()),
    }
    return [f"×{replayed.replay.times:<4g}{name:<12}{what}" for name, what in facts.items() if what]


def _statuses(answers: Iterable[Answer]) -> str:
    counts = Counter(
        (answer.status or "no answer") if answer.started_ns else NEVER_SENT for answer in answers
    )
    return ", ".join(f"{number:,} × {status}" for status, number in counts.most_common())


def _refusals(answers: Iterable[Answer]) -> str:
    refused = [answer for answer in answers if answer.status in REFUSED]
    if not refused:
        return ""
    took = sorted(answer.seconds for answer in refused)
    silent = sum(not answer.says_retry_after for answer in refused)
    within = f"within {quantile(took, 0.5):,.0f} ms (p50) and {quantile(took, 0.99):,.0f} ms (p99)"
    return f"{len(refused):,}, {within}" + (f"; {silent:,} without Retry-After" if silent else "")


def _lateness(answers: Iterable[Answer]) -> str:
    """Of those that were not kept waiting for a free connection: that is the clients' own fault."""
    sent = [answer for answer in answers if answer.started_ns]
    own = sorted(answer.late_seconds for answer in sent if not answer.found_none_free) or [0.0]
    waited = sum(answer.found_none_free for answer in sent) / max(1, len(sent))
    return (
        f"{quantile(own, 0.5):.1f} ms (p50), {quantile(own, 0.99):.1f} ms (p99), at most {own[-1] * 1000:.0f} ms, "
        f"by the clients' own fault; {waited:.1%} waited for a free connection"
    )
