"""Plain words: text as every format can hold it, be it XML, a picture or a title."""

import unicodedata

# Controls, halves of characters, and what is no character: XML has no way to write them.
UNWRITABLE = {"Cc", "Cs", "Cn"}


def plain(text: str) -> str:
    """On one line, composed, without what can't be written."""
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in folded if unicodedata.category(char) not in UNWRITABLE)
