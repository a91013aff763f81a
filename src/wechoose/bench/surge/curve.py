"""The curve: how many sign in each minute of a surge, and when each of them comes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec

from wechoose.base.refusals import Refusal

BUILT_IN = Path(__file__).with_name("curve.csv")
HEAD = ["minute", "signatures"]
HOUR, QUARTER = 60, 15


class Curve(msgspec.Struct, frozen=True):
    """Signatures of each minute, from the first to the last."""

    name: str
    minutes: tuple[int, ...]

    def best(self, length: int) -> int:
        """Signatures of the best so many minutes in a row."""
        length = min(length, len(self.minutes))
        return max(sum(self.minutes[at : at + length]) for at in range(len(self.minutes) - length + 1))

    def describe(self) -> str:
        return (
            f"{self.name}: {len(self.minutes)} minutes, {sum(self.minutes):,} signatures, "
            f"best hour {self.best(HOUR):,}, best quarter {self.best(QUARTER) / QUARTER:,.0f} a minute"
        )


def read_curve(file: Path | None) -> Curve:
    """From a CSV file with a line for each minute, or the built-in one; raises Refusal with the line that is wrong."""
    name = file.name if file else "built in"
    rows = _read_rows(name, file or BUILT_IN)
    if not rows or rows[0][1] != HEAD:
        raise Refusal(f"{name} must begin with the line minute,signatures.")
    minutes = [_read_minute(name, number, row) for number, row in rows[1:]]
    for (minute, _), (following, _), (number, _) in zip(minutes, minutes[1:], rows[2:], strict=False):
        if following != minute + 1:
            raise Refusal(f"Line {number} of {name}: minute {following} follows minute {minute}.")
    if not any(signatures for _minute, signatures in minutes):
        raise Refusal(f"{name} has no minute in which anybody signs.")
    return Curve(name, tuple(signatures for _minute, signatures in minutes))


def arrivals(curve: Curve, times: float, seconds: float, seed: int) -> Iterator[float]:
    """When each comes, in seconds, by chance, as people do.

    The curve's minutes pass faster, so that all of them take so many `seconds`; as many come in a second as the curve
    has in a second of that minute, `times` that.
    """
    chance = Random(seed)  # noqa: S311 (nothing secret is drawn)
    length = seconds / len(curve.minutes)
    for number, signatures in enumerate(curve.minutes):
        at, end = number * length, (number + 1) * length
        rate = signatures / 60 * times
        while rate and (at := at + chance.expovariate(rate)) < end:
            yield at


def _read_rows(name: str, file: Path) -> list[tuple[int, list[str]]]:
    """With the numbers of their lines; a line that begins with # is a remark."""
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise Refusal(f"{name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal(f"{name} is no CSV file in UTF-8.") from None
    told = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    return [(number, [cell.strip() for cell in next(csv.reader([line]))]) for number, line in told]


def _read_minute(name: str, number: int, row: list[str]) -> tuple[int, int]:
    # More digits than a number of people can have.
    if len(row) == len(HEAD) and all(cell.isdecimal() and len(cell) < 10 for cell in row):
        return int(row[0]), int(row[1])
    raise Refusal(f"Line {number} of {name} must be two whole numbers, minute,signatures.")
