"""Syntax: how PDF writes its objects (ISO 32000-1, chapter 7)."""

import zlib
from collections.abc import Iterable
from functools import lru_cache

# The harder levels take twice as long for a few hundredths less.
LEVEL = 6


@lru_cache(1 << 12)
def number(value: float) -> str:
    """With as many decimals as a printer can show."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text(words: str) -> str:
    """A string that people read."""
    return f"<feff{words.encode('utf-16-be').hex()}>"


def dictionary(**entries: object) -> str:
    return "<<" + "".join(f"/{key} {value}" for key, value in entries.items()) + ">>"


def array(items: Iterable[object]) -> str:
    return "[" + " ".join(map(str, items)) + "]"


def reference(object_number: int) -> str:
    return f"{object_number} 0 R"


def stream(content: bytes, **entries: object) -> bytes:
    packed = zlib.compress(content, LEVEL)
    head = dictionary(**entries, Length=len(packed), Filter="/FlateDecode")
    return head.encode() + b"\nstream\n" + packed + b"\nendstream"
