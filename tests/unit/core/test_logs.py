"""Logs tell what happened, and nothing of the people it happened to."""

from __future__ import annotations

import json

import pytest
import structlog

from app.core import logs


def test_a_traceback_names_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    email = "somebody" + "@private.example"
    try:
        raise ValueError(len(email))
    except ValueError as error:
        structlog.get_logger().error("unexpected_error", path="/", exc_info=error)
    written = capsys.readouterr().err
    assert "test_logs.py" in json.loads(written)["exception"]
    assert "private.example" not in written


def test_an_event_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().info("mail_sent", number=3, name="吕")
    (line,) = capsys.readouterr().err.splitlines()
    assert {"event": "mail_sent", "number": 3, "name": "吕", "level": "info"}.items() <= json.loads(line).items()
