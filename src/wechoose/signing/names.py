"""Names: any script, 1 to 100 characters, and nothing that is not a name."""

import re
import unicodedata

LONGEST = 100

# A name in a letter to an official must not carry anything that software turns into a link.
# "Ma.Teresa" and "J.De Souza" are names, so only endings that are registered for links and are no part of a name count.
ENDINGS = (
    "com|net|org|info|biz|edu|gov|app|dev|io|co|me|us|uk|ru|ly|tv|cc|xyz|site|online|top|shop|club|live|link"
)
LINK = re.compile(rf"://|www\.|@|\w\.({ENDINGS})\b", re.IGNORECASE)

# Needs no second look: composed, visible, no link; the other scripts take their time.
PLAIN = re.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")

# Joiners that scripts of Iran and South Asia are written with; all other format characters can only deceive.
JOINERS = "\u200c\u200d"


def clean_name(text: str) -> str:
    """Composed, with single spaces; still to be judged by `is_name`."""
    if PLAIN.fullmatch(text):
        return text
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_name(text: str) -> bool:
    return PLAIN.fullmatch(text) is not None or (
        any(_is_letter(character) for character in text)
        and not LINK.search(unicodedata.normalize("NFKC", text))
        and not any(map(_is_hidden, text))
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _is_hidden(character: str) -> bool:
    """Control, direction, private-use and unassigned characters, lone surrogates among them."""
    return unicodedata.category(character).startswith("C") and character not in JOINERS
