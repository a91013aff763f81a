"""Logs: one JSON line per event on standard error, with no address, name or token in it, also when things crash."""

import os
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

import structlog

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def configure(file: Path | None = None) -> None:
    """Log to `file`, or to what is standard error at the time."""
    target = _open(file) if file else None
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_the_error,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(target or sys.stderr),
    )


def _open(file: Path) -> TextIO:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", buffering=1)


def _name_the_error(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An exception as its type and the places it passed: its message may quote what a supporter typed."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ][-12:]
        cause = error.__cause__ or error.__context__
        if cause is not None:
            event["cause"] = type(cause).__qualname__
    return event
