"""The secret in the address of an organizer's feed: made at need, renewed, revoked.

The secret is a code over the row's nonce under a key of this installation: the database alone cannot make one.
"""

import base64
import hmac
from datetime import datetime

from sqlalchemy.orm import Session

from app.calendars.models import OrganizerFeed, new_nonce
from app.calendars.queries import organizer_feed, organizer_feed_by_id
from app.core.secrets import Secrets


def secret_of(feed: OrganizerFeed, secrets: Secrets) -> str:
    """``<public id>-<code>``, in capitals and digits."""
    code = secrets.mac("organizer-feed", f"{feed.public_id}:{feed.nonce}".encode(), 20)
    return f"{feed.public_id}-{base64.b32encode(code).decode()}"


def find(session: Session, secret: str, secrets: Secrets) -> OrganizerFeed | None:
    """The feed that a secret opens; None where it was renewed, revoked or never given."""
    feed = organizer_feed_by_id(session, secret.partition("-")[0][:16])
    known = secret_of(feed, secrets) if feed else ""
    return feed if feed and hmac.compare_digest(known.encode(), secret.encode()) else None


def renew(session: Session, user_id: int, event_id: int, at: datetime) -> OrganizerFeed:
    """Give the user a feed, or a new address for it; the old address stops working at once."""
    feed = organizer_feed(session, user_id, event_id)
    if feed is None:
        feed = OrganizerFeed(user_id=user_id, event_id=event_id, created_at=at)
        session.add(feed)
    feed.nonce, feed.created_at, feed.last_fetched_at = new_nonce(), at, None
    session.flush()
    return feed


def revoke(session: Session, user_id: int, event_id: int) -> None:
    """End the user's feed; its address stops working at once."""
    if feed := organizer_feed(session, user_id, event_id):
        session.delete(feed)
        session.flush()
