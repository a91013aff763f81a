"""Districts of the House of Representatives (119th Congress): the one that somebody lives in, where that is certain."""

from bisect import bisect_left
from functools import cache

from wechoose.places.zips import DATA, clean_zip

# A single seat for the whole state or territory: its number is 0, whatever the ZIP code.
AT_LARGE = frozenset({"AK", "DE", "ND", "SD", "VT", "WY", "DC", "PR", "GU", "VI", "AS", "MP"})


def district_of(state: str, zip: str | None) -> int | None:  # noqa: A002 (one word per thing)
    """The district of a USPS code and a ZIP code; None where the data leave a doubt, and nobody guesses.

    Certain is a ZIP code that lies in one district of one state, and in the state that the signer said; a state with
    a single seat is certain by itself. PO boxes, military mail, unknown codes and those of several districts are not.
    """
    if state in AT_LARGE:
        return 0
    found = districts_in(zip or "")
    if len(found) != 1 or found[0][0] != state:
        return None
    return found[0][1]


def districts_in(zip: str) -> list[tuple[str, int]]:  # noqa: A002
    """Every state and district that this ZIP code's area may touch; the data err towards too many."""
    wanted = clean_zip(zip)
    lines, found = _lines(), []
    position = bisect_left(lines, wanted) if wanted else len(lines)
    while position < len(lines) and lines[position].startswith(f"{wanted},"):
        _zip, state, district, _basis = lines[position].split(",")
        found.append((state, int(district)))
        position += 1
    return found


@cache
def districts() -> frozenset[tuple[str, int]]:
    """All 441 that have a member, voting or not."""
    parts = (line.split(",") for line in _lines())
    return frozenset((state, int(district)) for _zip, state, district, _basis in parts)


# Sorted lines and a bisection, as in zips.py: 3 MB, read when first asked.
@cache
def _lines() -> list[str]:
    return (DATA / "zip_to_congressional_district.csv").read_text(encoding="ascii").splitlines()[1:]
