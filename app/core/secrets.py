"""Secrets of this installation, made on first start and kept in the instance folder."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """One 32-byte root, from which a key for each purpose is derived."""

    root: bytes

    def key(self, purpose: str) -> bytes:
        """A 32-byte key that is only used for ``purpose``."""
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"luntan:{purpose}".encode()).derive(self.root)

    def mac(self, purpose: str, message: bytes, length: int = 16) -> bytes:
        digest = hmac.HMAC(self.key(purpose), hashes.SHA256())
        digest.update(message)
        return digest.finalize()[:length]

    def seal(self, purpose: str, clear: bytes, context: bytes = b"") -> bytes:
        """AES-256-GCM; ``context`` binds the sealed bytes to their row."""
        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self.key(purpose)).encrypt(nonce, clear, context)

    def unseal(self, purpose: str, sealed: bytes, context: bytes = b"") -> bytes:
        """The clear bytes; ``cryptography.exceptions.InvalidTag`` when altered or of another row."""
        return AESGCM(self.key(purpose)).decrypt(sealed[:12], sealed[12:], context)


def load_secrets(instance_dir: Path) -> Secrets:
    """Read the secrets, making them on the first start; safe when several processes start at once."""
    instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance_dir / FILE
    if not path.exists():
        _create(path)
    return Secrets(root=base64.b64decode(json.loads(path.read_text())["root"]))


def _create(path: Path) -> None:
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"root": base64.b64encode(secrets.token_bytes(32)).decode()}, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
