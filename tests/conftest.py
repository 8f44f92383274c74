"""Fixtures of all tests. Services are real ones: PostgreSQL, Redis, an SMTP server, Chromium."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.services.paths",
    "tests.services.postgres",
    "tests.services.redis",
    "tests.services.smtp",
    "tests.services.chromium",
    "tests.services.completeness",
]

# No example fails for being slow on a busy machine; where everything is required, the examples are the same each time.
settings.register_profile(
    "luntan",
    deadline=None,
    derandomize=bool(os.environ.get("REQUIRE_ALL")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("luntan")
