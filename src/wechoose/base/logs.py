"""Logs: one JSON line per event on standard error, with no address, name or token in it, also when things crash."""

import sys
import traceback
from typing import Any

import structlog

log = structlog.get_logger()


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_the_error,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _name_the_error(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception as its type and the places it passed: its message may quote what a supporter typed."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)][-12:]
        cause = error.__cause__ or error.__context__
        if cause is not None:
            event["cause"] = type(cause).__qualname__
    return event
