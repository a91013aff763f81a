"""Logs: one JSON line per event on standard error, with no address, name or token in it, also when things crash."""

import logging
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
        # In one piece: several processes write to the same place.
        logger_factory=lambda *_: structlog.WriteLogger(target or sys.stderr),
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, _Libraries)] + [
        _Libraries()
    ]


def _open(file: Path) -> TextIO:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", buffering=1)


class _Libraries(logging.Handler):
    """What libraries log, told our way: what they fill in and what follows the first line may quote anything."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        event = str(record.msg).strip().partition("\n")[0]
        if "Traceback" in event:  # uvicorn prints one into its message when the app can't start
            event = "could not go on"
        log.log(record.levelno, event, library=record.name, **({"error": error} if error else {}))


def _name_the_error(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An exception as its type and the places it passed: its message may quote what a supporter typed."""
    error = event.pop("error", None)
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
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
