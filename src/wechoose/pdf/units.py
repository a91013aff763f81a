"""Units: what of a text can be drawn, cut into the smallest pieces that stay together."""

import re
from unicodedata import category, combining, normalize

ZWNJ, ZWJ = "\u200c", "\u200d"
# Compatibility ideographs look as their bearers write them; normalization would make them other ones.
COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
KEPT_FORMATS = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
# A name that piles up more would paint over its neighbours.
MOST_MARKS = 4
# Marks above and below, which stand on one another.
STACKED = frozenset({220, 230})


def clean(text: str) -> str:
    """In one spelling, with spaces instead of control characters and without orders to turn the text around."""
    kept = "".join(map(_kept, text)).strip()
    return kept if COMPATIBILITY.search(kept) else normalize("NFC", kept)


def _kept(character: str) -> str:
    match category(character):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf":
            return character if KEPT_FORMATS.match(character) else ""
        case "Cs":
            return "\ufffd"
        case _:
            return character


def units(text: str) -> list[str]:
    """A character with all that belongs to it. A mark too many begins a unit of its own."""
    pieces: list[str] = []
    marks = 0
    for character in text:
        if not (pieces and _joins(pieces[-1], character)):
            pieces.append(character)
            marks = 0
            continue
        marks += _weight(character)
        if marks > MOST_MARKS:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _weight(mark: str) -> int:
    return 2 if combining(mark) in STACKED else int(combining(mark) > 0)


def is_ignorable(character: str) -> bool:
    """What only says how its neighbours look, and needs no picture in a font."""
    return bool(KEPT_FORMATS.match(character) or SELECTORS.match(character))


def is_too_many(unit: str) -> bool:
    return combining(unit[0]) > 0


def can_break_after(unit: str) -> bool:
    """Not where two letters make one sign."""
    return not (combining(unit[-1]) == 9 or unit[-1] == ZWJ)


def _joins(unit: str, character: str) -> bool:
    if is_too_many(unit):
        return is_ignorable(character)
    return (
        category(character)[0] == "M"
        or is_ignorable(character)
        or bool(SKIN_TONES.match(character))
        or (unit[-1] == ZWJ and category(character) == "So")
    )
