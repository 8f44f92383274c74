"""What a scanned code is worth: whom it names, and whether a key of its event signed it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.registration.models import Registration
from app.tickets.codec import ParsedCode, verify
from app.tickets.models import SigningKey
from app.tickets.queries import signing_key


def registration_of_code(session: Session, parsed: ParsedCode) -> Registration | None:
    """The registration that a well-formed code names, of the same event; the signature is another question."""
    found = session.scalar(
        select(Registration)
        .where(Registration.public_id == parsed.claims.registration)
        .options(joinedload(Registration.event), joinedload(Registration.category))
    )
    return found if found and found.event.number_code == parsed.claims.event else None


def signature_of(session: Session, event_id: int, parsed: ParsedCode) -> str:
    """Whether a key of the event signed the code: ``valid``, ``invalid`` or ``unknown_key``."""
    return signature_by(signing_key(session, event_id, parsed.claims.key), parsed)


def signature_by(key: SigningKey | None, parsed: ParsedCode) -> str:
    """The same, by the key that the code names, None where its event has no such key."""
    if key is None or key.revoked_at:
        return "unknown_key"
    return "valid" if verify(parsed, Ed25519PublicKey.from_public_bytes(key.public_key)) else "invalid"
