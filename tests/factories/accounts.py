"""Users, and browsers signed in as them."""

from __future__ import annotations

from contextvars import Context
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import signing_in
from app.accounts.models import Level, User
from app.accounts.signing_in import Browser
from app.core.clock import now
from app.core.db import db, writing

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_user(session: Session, password: str = "", **overrides: Any) -> User:
    """A user, added and flushed; with ``password`` a member of staff. Roles are granted separately."""
    number = next(_numbers)
    values = {"email": f"person{number}@people.example", "name": f"Person {number}", "locale": "en"}
    user = User(**values | overrides)
    if password:
        from flask import current_app

        user.password_hash = current_app.extensions["luntan_hasher"].hash(password)
    session.add(user)
    session.flush()
    return user


def make_administrator(session: Session, **overrides: Any) -> User:
    """A user of headquarters whose password is ``PASSWORD``."""
    return make_user(session, **{"password": PASSWORD, "headquarters": True} | overrides)


def sign_in(client: FlaskClient, user: User, level: Level | str = Level.STAFF) -> str:
    """Sign the client's browser in; commit ``user`` first. Answers the public id of the sign-in."""
    public_id = Context().run(_start, client.application, user.id, Level(level))
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = public_id, True
    return public_id


def _start(application: Flask, user_id: int, level: Level) -> str:
    with application.app_context(), writing(db.engine) as session:
        user = session.get_one(User, user_id)
        return signing_in.start(session, user, level, Browser("Test browser", "127.0.0.1"), now()).public_id
