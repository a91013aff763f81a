"""Postal addresses: files write them in one line, envelopes in several."""

import re

# Not the comma before Jr. in a street that is named after somebody.
COMMA = re.compile(r",\s*(?!Jr\b|Sr\b)")
ZIP_ALONE = re.compile(r"\d{5}(-\d{4})?")
CITY_AND_STATE = re.compile(r"[A-Z][A-Za-z. ]+ [A-Z]{2}( \d{5}(-\d{4})?)?")
CAPITOL_HILL = re.compile(r",? Washington,? DC (?=\d{5})")


def in_lines(address: str) -> str:
    """What stands between commas, a line each; city, state and ZIP stay together."""
    parts = [part for part in COMMA.split(CAPITOL_HILL.sub(", Washington, DC ", address.strip())) if part]
    last = _length_of_last(parts)
    return "\n".join([*parts[:-last], ", ".join(parts[-last:])])


def joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def city_line(city: str, state: str, zip: str) -> str:  # noqa: A002 (one word per thing)
    """ "" without a city: a ZIP code alone is no address."""
    return f"{city}, {' '.join(filter(None, (state, zip)))}" if city else ""


def _length_of_last(parts: list[str]) -> int:
    """Of how many parts the last line is made."""
    if not parts or CITY_AND_STATE.fullmatch(parts[-1]):
        return 1
    return 3 if ZIP_ALONE.fullmatch(parts[-1]) and not CITY_AND_STATE.fullmatch(parts[-2]) else 2
