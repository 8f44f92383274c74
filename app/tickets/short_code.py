"""The short code beside the QR: for people to type, looked up, and never key material."""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
LENGTH = 8

_LONGEST = 64
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_CONFUSED = str.maketrans("OIL", "011")


def new_short_code() -> str:
    """40 random bits as they are stored: ``7K3F9QXD``."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def format_short_code(code: str) -> str:
    """As it is printed: ``7K3F-9QXD``."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def normalise_short_code(text: str) -> str | None:
    """What a person typed, as it is stored; None if it cannot be a short code. Never raises."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).upper()
    code = "".join(c for c in plain if unicodedata.category(c)[0] not in "CPZ").translate(_CONFUSED)
    return code if _CODE.fullmatch(code) else None
