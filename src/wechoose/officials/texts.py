"""Texts from outside: composed, with single spaces, and nothing in them that makes them read as something else."""

import re
import unicodedata

# Joiners that scripts are written with; all other format characters can only deceive.
JOINERS = "\u200c\u200d"
# As below, for nearly all texts and in a fifth of the time.
WORDS = re.compile("[0-9a-z]+")


def clean_lines(text: str) -> str:
    """Without empty lines."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    lines = (clean(line) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def clean(text: str) -> str:
    """In one line."""
    kept = (each for each in " ".join(unicodedata.normalize("NFC", text).split()) if _is_shown(each))
    return "".join(kept)


def in_search(text: str) -> str:
    """As words are searched for: small, an accent makes no other letter, all but letters and digits parts them."""
    if text.isascii():
        return " ".join(WORDS.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(each if each.isalnum() else " " for each in plain if not _is_accent(each)).split()
    )


def _is_shown(character: str) -> bool:
    return character in JOINERS or not unicodedata.category(character).startswith("C")


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
