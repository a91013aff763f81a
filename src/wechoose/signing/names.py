"""Names: any script, 1 to 100 characters, and nothing that is not a name."""

import re
import unicodedata

LONGEST = 100

# A name in a letter to an official must not carry anything that software turns into a link.
LINK = re.compile(
    r"://|www\.|@|\w\.(com|net|org|info|biz|ru|io|co|me|ly|xyz|site|online|top|shop)\b", re.IGNORECASE
)

# Joiners that scripts of Iran and South Asia are written with; all other format characters can only deceive.
JOINERS = "\u200c\u200d"


def clean_name(text: str) -> str:
    """Composed, with single spaces; still to be judged by `is_name`."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_name(text: str) -> bool:
    return (
        any(_is_letter(character) for character in text)
        and not LINK.search(text)
        and not any(map(_is_hidden, text))
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _is_hidden(character: str) -> bool:
    """Control, direction, private-use and unassigned characters, lone surrogates among them."""
    return unicodedata.category(character).startswith("C") and character not in JOINERS
