"""Shapes: whether an example of an answer is like the real one, whatever its numbers and names are."""

from datetime import datetime
from typing import Any


def assert_alike(real: Any, example: Any, where: str = "answer") -> None:
    """The same fields in the same order, of the same kinds. Empty lists and things say nothing about what they hold."""
    if real is None or example is None:
        return
    assert type(real) is type(example), where
    if isinstance(real, dict) and real and example and not _counts(real, example):
        assert list(real) == list(example), where
        for name in real:
            assert_alike(real[name], example[name], f"{where}.{name}")
    elif isinstance(real, list) and real:
        for each in example:
            assert_alike(real[0], each, f"{where}[]")
    elif isinstance(real, str) and _is_time(real):
        assert _is_time(example), where


def _counts(*things: dict[str, Any]) -> bool:
    """Numbers by state, channel or demand: which ones there are differs."""
    return all(isinstance(value, int) for thing in things for value in thing.values())


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
