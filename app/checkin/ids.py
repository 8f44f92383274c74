"""Ids of scans that this server makes itself, as devices make theirs."""

import secrets
import time
import uuid


def new_scan_id() -> uuid.UUID:
    """A UUIDv7: milliseconds since 1970, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))
