"""Fixtures of all tests. Services are real ones: PostgreSQL, Redis, an SMTP server, Chromium."""

from __future__ import annotations

pytest_plugins = [
    "tests.services.paths",
    "tests.services.postgres",
    "tests.services.redis",
    "tests.services.smtp",
    "tests.services.chromium",
    "tests.services.completeness",
]
