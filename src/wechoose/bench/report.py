"""The report that all benchmarks share: a table for people, figures for a file, and the exit code.

A benchmark makes `Line`s and what it found lost or different, and hands them over as a `Findings`:

    lines = [Line("mail drain", clients=4, rate=612, p50_ms=1.1, p99_ms=3.2, cpu_ms={"worker": 1.2}, note="…")]
    facts = describe(versions, settings="2 web processes, limits off", cpu={"worker": 3.4, "others": 0.2})
    return Findings(lines, facts, lost, differences)       # the last two in words, one sentence each

and its command ends with `conclude(findings, file)`, which prints, writes the file and exits with 1 when anything is
lost or different. A figure that does not apply is None. `cpu_ms` is CPU time by role for one request (or letter, or
row …); `note` says whatever has no column.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from wechoose.bench.figures import Figure, write_json
from wechoose.bench.machine import describe_machine

MOST_SHOWN = 20
# The part of all CPU seconds that others may have used without a warning.
CROWDED = 0.1


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One measured thing. `rate` is per second, the ratios are to what was measured in turn with it."""

    name: str
    clients: int
    rate: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    ratio_empty: float | None = None
    ratio_pgbench: float | None = None
    cpu_ms: Mapping[str, float] = {}
    note: str = ""


class Findings(msgspec.Struct, frozen=True):
    lines: list[Line]
    facts: list[str]
    lost: list[str] = []
    differences: list[str] = []


def conclude(findings: Findings, file: Path | None) -> None:
    click.echo(as_text(findings))
    if file:
        write_json(file, as_figures(findings))
    if findings.lost or findings.differences:
        sys.exit(1)


def describe(versions: str, settings: str, cpu: Mapping[str, float] | None = None) -> list[str]:
    """The facts without which no figure means anything; `cpu`: seconds by role, over everything."""
    spent = ", ".join(f"{role} {seconds:.1f}" for role, seconds in (cpu or {}).items())
    facts = {
        "CPU seconds": spent,
        "Machine": describe_machine(),
        "Versions": versions,
        "Settings": settings,
    }
    return [f"{name:<12}{what}" for name, what in facts.items() if what] + _warning(cpu or {})


def _warning(cpu: Mapping[str, float]) -> list[str]:
    busy = sum(cpu.values())
    crowded = cpu.get("others", 0.0) > CROWDED * busy
    return ["Others used this machine meanwhile: trust the ratios, not the rates."] if crowded else []


def as_text(findings: Findings) -> str:
    return "\n".join([*print_table(findings.lines), "", *findings.facts, "", *verdict(findings)])


def as_figures(findings: Findings) -> list[Figure]:
    return [
        Figure(
            line.name,
            line.clients,
            line.rate,
            line.p50_ms,
            line.p99_ms,
            line.ratio_empty,
            line.ratio_pgbench,
            len(findings.lost),
            len(findings.differences),
            dict(line.cpu_ms),
            line.note,
        )
        for line in findings.lines
    ]


def print_table(lines: Sequence[Line]) -> list[str]:
    """Only the columns that some line has something for."""
    roles = list(dict.fromkeys(role for line in lines for role in line.cpu_ms))
    heads = ["", "clients", "a second", "p50 ms", "p99 ms", "of empty", "of pgbench"]
    heads += [*(f"{role} CPU ms" for role in roles), ""]
    columns = list(zip(heads, *(_cells(line, roles) for line in lines), strict=True))
    columns = [column for column in columns if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    rows = zip(*columns, strict=True)
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def verdict(findings: Findings) -> list[str]:
    found = Counter(findings.lost + findings.differences)
    lines = [f"  {number:,} × {what}" for what, number in found.most_common(MOST_SHOWN)]
    return [*lines, f"Lost {len(findings.lost):,}, differences {len(findings.differences):,}."]


def _cells(line: Line, roles: list[str]) -> list[str]:
    rate = f"{line.rate:,.0f}" if line.rate >= 10 else f"{line.rate:.2f}"
    times = [_number(line.p50_ms, ",.2f"), _number(line.p99_ms, ",.2f")]
    ratios = [_number(line.ratio_empty, ".0%"), _number(line.ratio_pgbench, ".0%")]
    cpu = [_number(line.cpu_ms.get(role), ".3f") for role in roles]
    return [line.name, f"{line.clients:,}", rate, *times, *ratios, *cpu, line.note]


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Names on the left, numbers to the right, a note as it is."""
    first, *others = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
    return [f"{first.strip():<{widths[0]}}", *others]
