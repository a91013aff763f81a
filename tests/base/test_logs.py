"""Logs say what broke and where, and never what somebody typed."""

import json
import logging

import pytest

from wechoose.base import logs

CANARY = "maria@example.org"


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_error_is_its_kind_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logs.log.error("failed", error=error)
    [line] = written(capsys)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["trace"][-1]
    assert CANARY not in str(line)


@pytest.mark.parametrize(
    "message",
    [
        "refused %s",
        f"Task exception was never retrieved\nfuture: <Task ValueError('{CANARY}')>",
        f"  + Exception Group Traceback (most recent call last):\n  | ValueError: {CANARY}",
        f"Traceback (most recent call last):\nValueError: {CANARY}",
    ],
)
def test_what_libraries_log_quotes_nobody(capsys: pytest.CaptureFixture[str], message: str) -> None:
    arguments = (CANARY,) if "%s" in message else ()
    logging.getLogger("some.library").error(message, *arguments)
    [line] = written(capsys)
    assert line["library"] == "some.library"
    assert CANARY not in str(line)
    assert "Traceback" not in str(line)
