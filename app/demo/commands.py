"""`flask demo`: makes the demo database, and tells at start who can sign in to it."""

from datetime import date, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.clock import today_in
from app.core.db import db, writing
from app.core.demo_mode import Fact, is_demo
from app.core.migrating import migrate_to
from app.core.model import Base
from app.core.providers import provides
from app.demo.build import make_demo
from app.demo.guests import ATTENDEE, SECRETARY
from app.demo.maker import ZONE
from app.demo.staff import PASSWORD, STAFF
from app.events.models import Event

#: Days around the anchor on which the live forum still runs.
RUNS = range(-2, 3)


@click.command("demo")
@click.option("--anchor", type=click.DateTime(["%Y-%m-%d"]), help="the day that the demo takes for today")
@click.option("--reset", is_flag=True, help="make it anew even where it is up to date")
@with_appcontext
def demo(anchor: datetime | None, reset: bool) -> None:
    """Make the demo data in an empty database; on one that has it already, only where it is out of date."""
    if current_app.extensions["luntan_settings"].production:
        raise click.ClickException("PRODUCTION is set, and the demo's mailbox shows everyone's sign-in links.")
    migrate_to("head")
    today = anchor.date() if anchor else today_in(ZONE)
    if is_demo(db.engine):
        if not reset and _current(db.engine, today, exactly=anchor is not None):
            click.echo("The demo data is in place.")
            return
    elif _holds_data(db.engine):
        raise click.ClickException("This database holds data that the demo did not make. Choose another INSTANCE_DIR.")
    _make(db.engine, today)
    click.echo(f"Made the demo data; its forum runs around {today.isoformat()}.")


def _current(engine: Engine, today: date, *, exactly: bool) -> bool:
    with Session(engine) as session:
        made_for = date.fromisoformat(session.get_one(Fact, "demo").value)
    days = (today - made_for).days
    return days == 0 if exactly else days in RUNS


def _holds_data(engine: Engine) -> bool:
    with Session(engine) as session:
        return any(session.scalar(select(model.id).limit(1)) is not None for model in (User, Event))


def _make(engine: Engine, anchor: date) -> None:
    hasher, secrets = current_app.extensions["luntan_hasher"], current_app.extensions["luntan_secrets"]
    with writing(engine) as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        make_demo(session, hasher, secrets, anchor)


@provides("greeting")
def greeting(session: Session) -> list[str]:
    """Who can sign in, on a demo database; nothing on any other."""
    if not is_demo(db.engine):
        return []
    width = max(len(role) for role, _name, _what in STAFF) + len("@demo.example")
    lines = [f"Sign in at /sign-in/ with the password {PASSWORD}:"]
    lines += [f"  {f'{role}@demo.example':<{width}}  {what}" for role, _name, what in STAFF]
    lines += ["Attendees sign in by a link, which arrives on the page /mailbox/:"]
    lines += [f"  {ATTENDEE:<{width}}  an attendee", f"  {SECRETARY:<{width}}  a secretary who registered three people"]
    return lines
