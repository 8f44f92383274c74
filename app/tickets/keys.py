"""The keys that sign an event's codes: made at need, rotated, and revoked when stolen."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.tickets.models import SigningKey
from app.tickets.queries import signing_key_in_use

PURPOSE = "signing-key"
LAST_NUMBER = 255


def key_in_use(session: Session, secrets: Secrets, event_id: int, at: datetime) -> SigningKey:
    """The key that signs now; an event's first is made when first needed."""
    return signing_key_in_use(session, event_id) or _make_first(session, secrets, event_id, at)


def rotate(session: Session, secrets: Secrets, event_id: int, at: datetime) -> SigningKey:
    """Sign with a new key from now on; what older keys signed stays valid."""
    if current := signing_key_in_use(session, event_id):
        current.retired_at = at
        session.flush()
    key = _make(session, secrets, event_id, at)
    audit.record(session, "rotate", key, number=key.number)
    return key


def revoke(session: Session, key: SigningKey, at: datetime) -> None:
    """The key is in wrong hands: from now on every code it signed is refused."""
    if key.revoked_at:
        raise DomainError(_l("This key is revoked already."))
    key.retired_at = key.retired_at or at
    key.revoked_at = at
    session.flush()
    audit.record(session, "revoke", key, number=key.number)


def private_key_of(key: SigningKey, secrets: Secrets) -> Ed25519PrivateKey:
    """The unsealed half that signs; keep it no longer than it takes."""
    return Ed25519PrivateKey.from_private_bytes(secrets.unseal(PURPOSE, key.private_key, _context(key)))


def _make_first(session: Session, secrets: Secrets, event_id: int, at: datetime) -> SigningKey:
    """Of several who need the first key at once, all sign with that of whoever was quickest."""
    try:
        with session.begin_nested():
            return _make(session, secrets, event_id, at)
    except IntegrityError:
        made = signing_key_in_use(session, event_id)
        if made is None:
            raise
        return made


def _make(session: Session, secrets: Secrets, event_id: int, at: datetime) -> SigningKey:
    highest = session.scalar(select(func.max(SigningKey.number)).where(SigningKey.event_id == event_id))
    number = 0 if highest is None else highest + 1
    if number > LAST_NUMBER:
        raise DomainError(_l("This event has used up its signing keys."))
    private = Ed25519PrivateKey.generate()
    key = SigningKey(
        event_id=event_id, number=number, created_at=at, public_key=private.public_key().public_bytes_raw()
    )
    key.private_key = secrets.seal(PURPOSE, private.private_bytes_raw(), _context(key))
    session.add(key)
    session.flush()
    return key


def _context(key: SigningKey) -> bytes:
    return f"{key.event_id}:{key.number}".encode()
