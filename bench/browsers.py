"""Colleagues with signed-in browsers, who watch the live picture."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask.json.tag import TaggedJSONSerializer
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.accounts import signing_in
from app.accounts.models import Level
from app.accounts.signing_in import Browser
from app.core.clock import now
from app.core.secrets import Secrets
from app.events.models import Event
from tests.factories.accounts import make_user
from tests.factories.events import make_grant

WATCHERS = 50


def cookies(session: Session, secrets: Secrets, event: Event) -> list[str]:
    """What the browsers of the watchers send, each signed in as somebody else with a role on the event."""
    signed = URLSafeTimedSerializer(
        secrets.key("session"),
        salt="cookie-session",
        serializer=TaggedJSONSerializer(),
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    found = []
    for _ in range(WATCHERS):
        user = make_user(session)
        make_grant(session, user, event, "viewer")
        began = signing_in.start(
            session, user, Level.STAFF, Browser("Bench", "127.0.0.1"), now() - timedelta(minutes=1)
        )
        found.append(f"luntan={signed.dumps({'_user_id': began.public_id, '_fresh': True})}")
    return found
