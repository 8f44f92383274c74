"""The code on a badge: 18 bytes of claims and an Ed25519 signature over them, as 132 base32 characters.

Big-endian: format version u8 (1), event u32, key u8, registration 10 bytes, generation u8, category u8, then
64 bytes of signature over ``DOMAIN`` and the 18 bytes. No name and no contact is inside. Changing any of this
makes printed badges worthless: a new layout gets a new version.
"""

import base64
import binascii
import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = 1
DOMAIN = b"luntan-ticket\x01"
CODE_LENGTH = 132
#: The index stands in printed codes: append, never reorder.
CATEGORY_KINDS = ("participant", "expert", "speaker", "host", "staff", "press")

_CLAIMS = struct.Struct(">BIB10sBB")
_LONGEST = 2048
#: The last character holds one bit; with any of its four spare bits set it would be another spelling of one code.
_CODE = re.compile(rf"[A-Z2-7]{{{CODE_LENGTH - 1}}}[AQ]")
_SEPARATOR = re.compile(r"[/、]")  # the second is what a Chinese input method makes of a slash


class CodeError(StrEnum):
    """Why a text is no code of ours."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class TicketClaims:
    """What a code says. ``event`` is the event's public number, ``registration`` its 16 base32 characters."""

    event: int
    key: int
    registration: str
    generation: int
    category: int

    @property
    def kind(self) -> str:
        """Kind of the category, or empty for one that this version does not know."""
        return CATEGORY_KINDS[self.category] if self.category < len(CATEGORY_KINDS) else ""


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A well-formed code whose signature has not been looked at."""

    claims: TicketClaims
    message: bytes
    signature: bytes


def category_number(kind: str) -> int:
    return CATEGORY_KINDS.index(kind)


def encode(claims: TicketClaims, private_key: Ed25519PrivateKey) -> str:
    """Sign and write a code; the same claims and key give the same code. ValueError if a number is too large."""
    packed = _pack(claims)
    return base64.b32encode(packed + private_key.sign(DOMAIN + packed)).decode().rstrip("=")


def parse(text: str) -> ParsedCode | CodeError:
    """Read what a camera, a USB scanner or a person's fingers delivered: a URL of any host, or the bare code."""
    code = code_part(text)
    if not code:
        return CodeError.EMPTY
    if not _CODE.fullmatch(code):
        return CodeError.MALFORMED
    content = base64.b32decode(code + "====")
    if content[0] != VERSION:
        return CodeError.VERSION
    packed, signature = content[: _CLAIMS.size], content[_CLAIMS.size :]
    return ParsedCode(_unpack(packed), DOMAIN + packed, signature)


def verify(parsed: ParsedCode, public_key: Ed25519PublicKey) -> bool:
    """Whether the event's key, looked up by the claims' event and key number, signed the code."""
    try:
        public_key.verify(parsed.signature, parsed.message)
    except InvalidSignature:
        return False
    return True


def code_part(text: str) -> str:
    """The part that may be a code: of a URL what follows its last ``/c/``, else its last part; upper-case.

    Full-width characters become plain, blanks and invisible characters go. Never raises.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    visible = plain if plain.isprintable() else "".join(filter(str.isprintable, plain))
    path = re.split(r"[?#]", visible.replace(" ", ""), maxsplit=1)[0].upper()
    parts = [part for part in _SEPARATOR.split(path) if part]
    following = [part for before, part in pairwise(parts) if before == "C"]
    return (following or parts or [""])[-1]


def code_digest(text: str) -> str:
    """SHA-256 in hex, under which the ledger knows a code that names nobody."""
    return hashlib.sha256(code_part(text).encode()).hexdigest()


def _pack(claims: TicketClaims) -> bytes:
    try:
        registration = base64.b32decode(claims.registration)
        if len(registration) != 10:
            raise ValueError("a registration id has 80 bits")
        return _CLAIMS.pack(VERSION, claims.event, claims.key, registration, claims.generation, claims.category)
    except (struct.error, binascii.Error) as error:
        raise ValueError(f"claims do not fit a code: {error}") from error


def _unpack(packed: bytes) -> TicketClaims:
    _, event, key, registration, generation, category = _CLAIMS.unpack(packed)
    return TicketClaims(event, key, base64.b32encode(registration).decode(), generation, category)
