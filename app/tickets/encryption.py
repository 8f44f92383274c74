"""What a phone on site seals so that it cannot read it again itself: to its event's key, whose other half only the
server can derive.

A box is base64 of a version, an ephemeral public key of P-256 (uncompressed), and ciphertext under AES-256-GCM. Key and
nonce come by HKDF-SHA256 from the two keys' shared secret; they are used once, since the ephemeral key is. The scanner
page seals by the same steps (``static/js/scan/seal.js``).
"""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core.secrets import Secrets

PURPOSE = "event-encryption"
SALT = b"luntan-event-seal"
VERSION = b"\x01"
POINT, KEY, NONCE = 65, 32, 12
#: The order of P-256's group.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Unreadable(ValueError):
    """Not a box, or not one for this key, purpose and context."""


def event_private_key(secrets: Secrets, event: str) -> EllipticCurvePrivateKey:
    """The half that opens what was sealed to ``event``, a public id; it is derived and stored nowhere."""
    return _derived(secrets.root, event)


@lru_cache(maxsize=64)
def _derived(root: bytes, event: str) -> EllipticCurvePrivateKey:
    # 16 bytes more than the order has, so that no scalar is likelier than another
    wide = HKDF(hashes.SHA256(), 48, salt=None, info=event.encode()).derive(Secrets(root).key(PURPOSE))
    return derive_private_key(int.from_bytes(wide, "big") % (ORDER - 1) + 1, SECP256R1())


def event_public_key(secrets: Secrets, event: str) -> str:
    """The half that phones seal to: base64 of an uncompressed point."""
    return base64.b64encode(point_of(event_private_key(secrets, event).public_key())).decode()


def seal(
    public: EllipticCurvePublicKey,
    purpose: str,
    context: str,
    clear: bytes,
    ephemeral: EllipticCurvePrivateKey | None = None,
) -> str:
    """What a phone does. ``context`` binds a box to what it belongs to; ``ephemeral``: only where bytes must repeat."""
    ephemeral = ephemeral or generate_private_key(SECP256R1())
    point = point_of(ephemeral.public_key())
    key, nonce = _agreed(ephemeral.exchange(ECDH(), public), purpose, point, point_of(public))
    return base64.b64encode(VERSION + point + AESGCM(key).encrypt(nonce, clear, context.encode())).decode()


def open_sealed(private: EllipticCurvePrivateKey, purpose: str, context: str, sealed: str) -> bytes:
    """The clear bytes of a box; ``Unreadable`` whatever is wrong with it."""
    try:
        content = base64.b64decode(sealed, validate=True)
        point = content[1 : 1 + POINT]
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        key, nonce = _agreed(private.exchange(ECDH(), theirs), purpose, point, point_of(private.public_key()))
        if content[:1] != VERSION:
            raise Unreadable("a box of another version")
        return AESGCM(key).decrypt(nonce, content[1 + POINT :], context.encode())
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise Unreadable("this cannot be opened") from error


def point_of(public: EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _agreed(shared: bytes, purpose: str, ephemeral: bytes, recipient: bytes) -> tuple[bytes, bytes]:
    info = purpose.encode() + b"\0" + ephemeral + recipient
    derived = HKDF(hashes.SHA256(), KEY + NONCE, salt=SALT, info=info).derive(shared)
    return derived[:KEY], derived[KEY:]
