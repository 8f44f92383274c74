"""What the server logs, on the standard error stream: one line an event, and never the values of variables."""

import logging
import sys

import structlog


def configure() -> None:
    """People's data stands in local variables: a traceback names files and lines alone."""
    readable = sys.stderr.isatty()
    last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback) if readable else _as_json()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if readable else [structlog.processors.format_exc_info]),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
    )


def _as_json() -> structlog.types.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)
