"""Cells: text for spreadsheets that every one of them reads as text and none runs."""

import unicodedata

# Without it Excel reads a CSV in the computer's old code page and garbles names; the other programs skip it.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# What makes spreadsheets run a cell, and what they skip in search of it.
RUNS = frozenset("=+-@−\t\r\n")
QUOTES = frozenset("'\"`´")
SKIPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"})


def cell(text: str) -> str:
    """In quotes, as every cell here: a spreadsheet that splits at semicolons must not find a new one inside a name."""
    return '"' + disarm(text).replace('"', '""') + '"'


def disarm(text: str) -> str:
    """The text of a cell, with an apostrophe before it when a spreadsheet would run it."""
    return f"'{text}" if _runs(text) else text


def _runs(text: str) -> bool:
    if text[:1].isalnum():
        return False
    first = next((character for character in text if not _is_skipped(character)), "")
    return any(character in RUNS for character in unicodedata.normalize("NFKC", first))


def _is_skipped(character: str) -> bool:
    return character not in RUNS and (character in QUOTES or unicodedata.category(character) in SKIPPED)
