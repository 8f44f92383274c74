"""Names on the roster, each sealed under a key that only the person's own badge gives: a lost phone reveals nobody.

The scanner page opens them by the same steps: HKDF-SHA256 of the badge's code, then AES-256-GCM.
"""

import base64
import hmac
import json

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.text import Bilingual

SALT = b"luntan-roster"
INFO = b"name\x01"  # the one block of HKDF's expansion ends in its number
NONCE = 12


def seal_name(code: str, name: Bilingual) -> str:
    """Base64 of nonce and ciphertext. The same name under the same code gives the same text: the nonce is a digest."""
    key = _key(code)
    clear = json.dumps([name.zh, name.en], ensure_ascii=False, separators=(",", ":")).encode()
    nonce = hmac.digest(key, clear, "sha256")[:NONCE]
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, clear, None)).decode()


def open_name(code: str, sealed: str) -> Bilingual:
    """The name; ``cryptography.exceptions.InvalidTag`` under any other code."""
    content = base64.b64decode(sealed)
    return Bilingual(*json.loads(AESGCM(_key(code)).decrypt(content[:NONCE], content[NONCE:], None)))


def _key(code: str) -> bytes:
    extracted = hmac.digest(SALT, code.encode(), "sha256")
    return hmac.digest(extracted, INFO, "sha256")
