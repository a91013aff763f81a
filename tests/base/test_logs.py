"""A log says what happened and never what anybody typed, whoever writes the line."""

import json
import logging

import pytest

from wechoose.base import logs

TYPED = "quokka@example.org"


@pytest.fixture(autouse=True)
def configured() -> None:
    logs.configure()


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return json.loads(capsys.readouterr().err)


def test_an_error_is_told_by_its_kind_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(TYPED)
    except ValueError as error:
        logs.log.error("failed", error=error)
    line = told(capsys)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["trace"][-1]
    assert TYPED not in str(line)


def test_the_only_error_of_a_group_is_the_one_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    logs.log.error("failed", error=ExceptionGroup(TYPED, [ExceptionGroup(TYPED, [KeyError(TYPED)])]))
    line = told(capsys)
    assert line["error"] == "KeyError"
    assert TYPED not in str(line)


def test_a_library_that_fills_in_what_was_typed_is_told_without(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.library").warning("refused %s\nin %r", TYPED, TYPED)
    line = told(capsys)
    assert (line["event"], line["library"], line["level"]) == ("refused %s", "some.library", "warning")
    assert TYPED not in str(line)


def test_an_error_that_a_library_logs_is_told_by_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(TYPED)
    except ValueError:
        logging.getLogger("some.library").exception("broken")
    line = told(capsys)
    assert line["error"] == "ValueError"
    assert TYPED not in str(line)
