"""Users by their mail address, made when first needed."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import user_by_email


def user_of(session: Session, email: str, locale: str, name: str = "") -> User:
    """The user of ``email``, made at need and not yet proven to be theirs; of two who make it at once, one finds it."""
    if found := user_by_email(session, email):
        return found
    user = User(email=email.strip().lower(), locale=locale, name=name)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        found = user_by_email(session, email)
        if found is None:
            raise
        return found
    return user
