"""Passwords: argon2id hashes."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

SHORTEST = 10
LONGEST = 200


@lru_cache(maxsize=4)
def hasher(passes: int = 3, memory_kib: int = 65536) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _decoy(hashes: PasswordHasher) -> str:
    """Verified when there is no such user, so that the answer takes as long."""
    return hashes.hash("no such user")


def check_strength(password: str) -> None:
    """Raise where a password is too short, too long or of one character."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4:
        raise DomainError(_l("Choose a password of 10 to 200 characters, not all alike."), "password")


def matches(hashes: PasswordHasher, stored: str, password: str) -> bool:
    """Whether ``password`` made ``stored``; takes as long when nothing is stored."""
    try:
        hashes.verify(stored or _decoy(hashes), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)
